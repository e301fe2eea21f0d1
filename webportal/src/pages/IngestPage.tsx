import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type ChangeEvent, type DragEvent, useRef, useState } from "react";
import { mayContribute } from "../account/roles";
import { beginRun, dryRun } from "../api/acting";
import { collectionsQuery, meQuery } from "../api/queries";
import type { DryRun, NewRun } from "../api/types";
import { announce } from "../components/Announcer";
import { MayNot } from "../components/MayNot";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import { bytesOf, chosenFolder, droppedFolder, type Folder } from "../run/folder";
import { type Progress, sendFolder } from "../run/sending";
import "../styles/runs.css";

type Step = "choosing" | "sending" | "trying" | "tried" | "beginning";

/** Taking in a collection: choose a folder, table, archive or S3 prefix; see what would happen; begin. */
export function IngestPage() {
  useTitle(p.ingest.title);
  const me = useQuery(meQuery);
  const collections = useQuery(collectionsQuery);
  if (me.error) return <ProblemNotice error={me.error} onRetry={() => void me.refetch()} />;
  if (!me.data || !collections.data) return <Loading />;
  const open = collections.data.items.map(({ code }) => code).filter((code) => mayContribute(me.data, code));
  if (!open.length && !me.data.administrator) return <MayNot title={p.ingest.title} words={p.ingest.mayNot} />;
  return <Ingest codes={open} administrator={me.data.administrator} />;
}

function Ingest({ codes, administrator }: { codes: readonly string[]; administrator: boolean }) {
  const [collection, setCollection] = useState(codes[0] ?? "");
  const [pattern, setPattern] = useState("");
  const [order, setOrder] = useState("");
  const [source, setSource] = useState("");
  const [folder, setFolder] = useState<Folder | null>(null);
  const [step, setStep] = useState<Step>("choosing");
  const [sent, setSent] = useState<Progress>({ files: 0, bytes: 0 });
  const [report, setReport] = useState<DryRun | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stagedId = useRef<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  const navigate = useNavigate();
  const queries = useQueryClient();

  const take = (next: Folder) => {
    if (!next.entries.length) return;
    stagedId.current = null;
    setFolder(next);
    setReport(null);
    setStep("choosing");
    setSource("");
  };
  const asked = (): NewRun => ({
    collection,
    ...(folder ? { staged: stagedId.current } : { source: source.trim() }),
    ...(pattern.trim() && { pattern: pattern.trim() }),
    ...(order && { dayFirst: order === "day" }),
  });
  /** Steps that may fail leave everything as it was, so that the next try goes on. */
  const work = async (first: Step, act: (signal: AbortSignal) => Promise<Step>) => {
    const controller = new AbortController();
    stop.current = controller;
    setError(null);
    setStep(first);
    try {
      setStep(await act(controller.signal));
    } catch (reason) {
      setStep(report ? "tried" : "choosing");
      if (!controller.signal.aborted) setError(reason);
    }
  };
  const tryOut = () =>
    work(folder ? "sending" : "trying", async (signal) => {
      if (folder) {
        await sendFolder(folder, collection, stagedId.current, setSent, (id) => {
          stagedId.current = id;
        }, signal);
        setStep("trying");
      }
      const found = await dryRun(asked(), () => undefined, signal);
      setReport(found);
      announce(p.ingest.tried(found.pictures));
      return "tried";
    });
  const begin = () =>
    work("beginning", async () => {
      const run = await beginRun(asked());
      await queries.invalidateQueries({ queryKey: ["runs"] });
      await navigate({ to: "/runs/$id", params: { id: run.id } });
      return "choosing";
    });
  const isBusy = step === "sending" || step === "trying" || step === "beginning";
  const ready = collection.trim() && (folder || source.trim());
  return (
    <div className="page runs ingest">
      <p className="eyebrow">
        <Link to="/runs">{p.runs.all}</Link>
      </p>
      <h1>{p.ingest.title}</h1>
      <p className="lead">{p.ingest.lead}</p>
      <Source folder={folder} onFolder={take} disabled={isBusy} />
      {administrator && (
        <label className="field">
          {p.ingest.source}
          <input value={source} disabled={isBusy} placeholder="s3://bucket/prefix" spellCheck={false} onChange={({ target }) => (setSource(target.value), setFolder(null), setReport(null))} />
          <span className="hint">{p.ingest.sourceHint}</span>
        </label>
      )}
      <div className="fields">
        <label>
          {p.filing.collection}
          <input list="codes" value={collection} disabled={isBusy} onChange={({ target }) => (setCollection(target.value), (stagedId.current = null))} />
          <datalist id="codes">
            {codes.map((code) => (
              <option key={code} value={code} />
            ))}
          </datalist>
        </label>
        <label>
          {p.ingest.pattern}
          <input list="patterns" value={pattern} disabled={isBusy} onChange={({ target }) => setPattern(target.value)} placeholder={p.ingest.patternOwn} />
          <datalist id="patterns">
            {["antweb", "bmnhe", "nhm-datamatrix", "guid", "any"].map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </label>
        <label>
          {p.ingest.order}
          <select value={order} disabled={isBusy} onChange={({ target }) => setOrder(target.value)}>
            <option value="">{p.ingest.orderNone}</option>
            <option value="day">{p.ingest.orderDay}</option>
            <option value="month">{p.ingest.orderMonth}</option>
          </select>
        </label>
      </div>
      <p className="ingest-acts">
        <button type="button" className="button button-main" disabled={!ready || isBusy} onClick={() => void tryOut()}>
          {p.ingest.tryOut}
        </button>
        {step === "tried" && (
          <button type="button" className="button button-main" onClick={() => void begin()}>
            {p.ingest.begin}
          </button>
        )}
        {isBusy && (
          <button type="button" className="button" onClick={() => stop.current?.abort()}>
            {p.upload.stop}
          </button>
        )}
      </p>
      <Way step={step} folder={folder} sent={sent} />
      {error !== null && <ProblemNotice error={error} onRetry={() => void tryOut()} />}
      {report && <Report report={report} />}
    </div>
  );
}

interface SourceProps {
  folder: Folder | null;
  onFolder: (folder: Folder) => void;
  disabled: boolean;
}

function Source({ folder, onFolder, disabled }: SourceProps) {
  const chosen = (event: ChangeEvent<HTMLInputElement>) => {
    onFolder(chosenFolder([...(event.target.files ?? [])]));
    event.target.value = "";
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    if (!disabled) void droppedFolder(event.dataTransfer).then(onFolder);
  };
  return (
    <section className="drop" aria-label={p.ingest.drop} onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <p className="drop-title">{p.ingest.drop}</p>
      <p className="hint">{p.ingest.dropHint}</p>
      <p>
        <input type="file" id="folder" className="unseen-control" disabled={disabled} onChange={chosen} {...{ webkitdirectory: "" }} />
        <label htmlFor="folder" className="button">
          {p.ingest.folder}
        </label>{" "}
        <input type="file" id="files" className="unseen-control" multiple disabled={disabled} accept="image/*,.csv,.tsv,.zip" onChange={chosen} />
        <label htmlFor="files" className="button">
          {p.ingest.files}
        </label>
      </p>
      {folder && <p role="status">{p.ingest.chosen(folder.name, folder.entries.length, bytesOf(folder.entries))}</p>}
    </section>
  );
}

function Way({ step, folder, sent }: { step: Step; folder: Folder | null; sent: Progress }) {
  if (step === "trying") return <p role="status">{p.ingest.trying}</p>;
  if (step === "beginning") return <p role="status">{p.ingest.beginning}</p>;
  if (step !== "sending" || !folder) return null;
  const total = bytesOf(folder.entries);
  return (
    <div>
      <p role="status">{p.ingest.sending(sent.files, folder.entries.length)}</p>
      <progress value={sent.bytes} max={Math.max(total, 1)} aria-label={p.ingest.sendingLabel} />
    </div>
  );
}

function Report({ report }: { report: DryRun }) {
  const rows = Object.entries(report.counts).sort(([, one], [, other]) => other - one);
  return (
    <section aria-labelledby="report">
      <h2 id="report">{p.ingest.report}</h2>
      <p>
        {p.ingest.found(report.records, report.pictures, report.judged)}
        {report.seconds !== null && ` ${p.ingest.takes(report.seconds)}`}
      </p>
      {rows.length > 0 && (
        <div className="table-wrap" tabIndex={0} role="region" aria-label={p.ingest.report}>
          <table>
            <thead>
              <tr>
                <th scope="col">{p.ingest.what}</th>
                <th scope="col" className="right">
                  {p.runs.number}
                </th>
                <th scope="col">{p.ingest.examples}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([code, count]) => (
                <tr key={code}>
                  <th scope="row">{p.ingest.codes[code] ?? p.note[code] ?? code.replaceAll("_", " ")}</th>
                  <td className="right">{t.number(count)}</td>
                  <td className="break">{(report.examples[code] ?? []).slice(0, 3).join("; ")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
