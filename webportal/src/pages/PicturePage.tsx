import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { mayCurate } from "../account/roles";
import { renditionUrl } from "../api/client";
import { imageQuery, meQuery } from "../api/queries";
import { type RegionKind, regionsQuery } from "../api/regions";
import type { Image, Region } from "../api/types";
import { around, halves, moved, resized, same } from "../boxes/geometry";
import { type Drag, Sheet } from "../boxes/Sheet";
import { useBoxes } from "../boxes/useBoxes";
import { called } from "../boxes/words";
import { announce } from "../components/Announcer";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { p } from "../messages/pages";
import "../styles/boxes.css";

const route = getRouteApi("/pictures/$id");
const KINDS: readonly RegionKind[] = ["specimen", "label", "colour chart", "scale"];
const ZOOMS = [100, 200, 400];
const STEP = 0.005;
const NEW = 0.12;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A picture of many specimens: every box over it, in reading order, with its name; curators correct the boxes. */
export function PicturePage() {
  const { id } = route.useParams();
  const image = useQuery(imageQuery(id));
  const regions = useQuery(regionsQuery(id));
  const me = useQuery(meQuery);
  useTitle(image.data?.fileName ?? p.boxes.title);
  const error = image.error ?? (regions.data ? null : regions.error);
  if (error) return <ProblemNotice error={error} onRetry={() => void Promise.all([image.refetch(), regions.refetch()])} />;
  if (!image.data || !regions.data || me.isPending) return <Loading />;
  const may = Boolean(me.data && mayCurate(me.data, image.data.collection));
  return <Boxes key={id} image={image.data} all={regions.data.items} may={may} />;
}

const isWhole = ({ box }: Region): boolean => same(box, [0, 0, 1, 1]);

function Boxes({ image, all, may }: { image: Image; all: readonly Region[]; may: boolean }) {
  const { apply, undo, canUndo, error, busy } = useBoxes(image.id);
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const [draft, setDraft] = useState<Drag | null>(null);
  const [zoom, setZoom] = useState(100);
  const [kind, setKind] = useState<RegionKind>("specimen");
  const frame = useRef<HTMLDivElement>(null);
  const regions = all.filter((one) => !isWhole(one));
  const marked = regions.filter(({ id }) => chosen.has(id));
  const [only] = marked.length === 1 ? marked : [];

  const onChoose = (id: string, more: boolean) => {
    setDraft(null);
    const next = new Set(more ? chosen : []);
    if (!chosen.has(id)) next.add(id);
    else if (more) next.delete(id);
    choose(next);
  };
  const settle = async (work: Promise<readonly Region[] | null>) => {
    const made = await work;
    setDraft(null);
    if (made) choose(new Set(made.map(({ id }) => id)));
  };
  const keep = ({ id, box }: Drag) => {
    const region = regions.find((one) => one.id === id);
    if (region && same(region.box, box)) return setDraft(null);
    setDraft({ id, box });
    if (region) return void settle(apply({ gone: [region.id], drawn: [{ box, kind: region.kind }] }, p.boxes.didMove));
    return void settle(apply({ gone: [], drawn: [{ box, kind }] }, p.boxes.didAdd));
  };
  const add = () => {
    const seen = frame.current?.parentElement;
    const [across, down] = seen ? [(seen.scrollLeft + seen.clientWidth / 2) / seen.scrollWidth, (seen.scrollTop + seen.clientHeight / 2) / seen.scrollHeight] : [0.5, 0.5];
    const side = (NEW * 100) / zoom;
    choose(new Set());
    setDraft({ id: null, box: moved([0, 0, side, side], across - side / 2, down - side / 2) });
    announce(p.boxes.placeIt);
  };
  const remove = () => void settle(apply({ gone: marked.map(({ id }) => id), drawn: [] }, p.boxes.didRemove(marked.length)));
  const merge = () => void settle(apply({ gone: marked.map(({ id }) => id), drawn: [{ box: around(marked.map(({ box }) => box)), kind: "specimen" }] }, p.boxes.didMerge(marked.length)));
  const split = () => only && void settle(apply({ gone: [only.id], drawn: halves(only.box, image.width / image.height).map((box) => ({ box, kind: only.kind })) }, p.boxes.didSplit));
  const nudge = ([across, down]: readonly [number, number], size: boolean) => {
    const now = draft ?? (only ? { id: only.id, box: only.box } : null);
    if (!now) return;
    const step = (STEP * 100) / zoom;
    setDraft({ id: now.id, box: (size ? resized : moved)(now.box, across * step, down * step) });
  };
  const acts: Readonly<Record<string, (() => void) | false | undefined>> = {
    Enter: draft ? () => keep(draft) : undefined,
    Escape: () => (draft ? setDraft(null) : choose(new Set())),
    Delete: marked.length > 0 && remove,
    a: add,
    m: marked.length > 1 && merge,
    s: only && split,
    u: canUndo && (() => void settle(undo().then(() => []))),
  };
  const keys = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
    if (!may || busy || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      if (!draft && !only) return;
      event.preventDefault();
      nudge(arrow, event.shiftKey);
      return;
    }
    const act = acts[event.key === "Backspace" ? "Delete" : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <div className="page boxes" onKeyDown={keys}>
      <p className="eyebrow">
        <Link to="/specimens/$id" params={{ id: image.specimenId }}>
          {p.boxes.back}
        </Link>
      </p>
      <h1 className="break file-title">{image.fileName}</h1>
      <p className="lead">{p.boxes.sum(regions.filter(({ kind: one }) => one === "specimen").length, regions.length)}</p>
      <div className="boxes-tools" role="toolbar" aria-label={p.boxes.tools}>
        {may && (
          <>
            <button type="button" className="button" aria-keyshortcuts="A" disabled={busy} onClick={add}>
              {p.boxes.add} <kbd>A</kbd>
            </button>
            <label className="boxes-kind">
              <span className="unseen">{p.boxes.kind}</span>
              <select value={kind} onChange={({ target }) => setKind(target.value as RegionKind)}>
                {KINDS.map((one) => (
                  <option key={one} value={one}>
                    {p.boxes.kinds[one]}
                  </option>
                ))}
              </select>
            </label>
            <button type="button" className="button" aria-keyshortcuts="Delete" disabled={busy || !marked.length} onClick={remove}>
              {p.boxes.remove} <kbd>Del</kbd>
            </button>
            <button type="button" className="button" aria-keyshortcuts="M" disabled={busy || marked.length < 2} onClick={merge}>
              {p.boxes.merge} <kbd>M</kbd>
            </button>
            <button type="button" className="button" aria-keyshortcuts="S" disabled={busy || !only} onClick={split}>
              {p.boxes.split} <kbd>S</kbd>
            </button>
            <button type="button" className="button" aria-keyshortcuts="U" disabled={busy || !canUndo} onClick={() => void settle(undo().then(() => []))}>
              {p.boxes.undo} <kbd>U</kbd>
            </button>
          </>
        )}
        <label>
          {p.boxes.zoom}{" "}
          <select value={zoom} onChange={({ target }) => setZoom(Number(target.value))}>
            {ZOOMS.map((one) => (
              <option key={one} value={one}>
                {p.specimen.zoomLevel(one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {draft && (
        <p className="boxes-draft" role="group" aria-label={p.boxes.placeIt}>
          {p.boxes.placeIt}{" "}
          <button type="button" className="button button-main" disabled={busy} onClick={() => keep(draft)}>
            {p.boxes.keep}
          </button>{" "}
          <button type="button" className="button" onClick={() => setDraft(null)}>
            {p.boxes.leave}
          </button>
        </p>
      )}
      {error !== null && <ProblemNotice error={error} />}
      <div className="boxes-body">
        <Sheet
          src={renditionUrl(image.id, "large")}
          alt={image.fileName}
          size={[image.width, image.height]}
          zoom={zoom}
          regions={regions}
          chosen={chosen}
          draft={draft}
          mayDraw={may && !busy}
          frame={frame}
          onChoose={onChoose}
          onDrawn={keep}
          onDraft={setDraft}
        />
        <ol className="boxes-list" aria-label={p.boxes.list}>
          {regions.map((region, n) => (
            <Row key={region.id} region={region} number={n + 1} chosen={chosen.has(region.id)} onChoose={onChoose} />
          ))}
        </ol>
      </div>
      <p className="hint">{may ? p.boxes.keysHint : p.boxes.mayNot}</p>
    </div>
  );
}

interface RowProps {
  region: Region;
  number: number;
  chosen: boolean;
  onChoose: (id: string, more: boolean) => void;
}

const Row = ({ region, number, chosen, onChoose }: RowProps) => (
  <li className={chosen ? "boxes-row boxes-chosen" : "boxes-row"}>
    <button
      type="button"
      aria-pressed={chosen}
      aria-label={p.boxes.chooseOne(number, called(region))}
      onClick={(event) => onChoose(region.id, event.shiftKey || event.ctrlKey || event.metaKey)}
    >
      <span className="box-number">{number}</span>
      <img src={region.thumbnail} alt="" loading="lazy" decoding="async" width="56" height="56" />
    </button>
    <span>
      {region.specimenId ? (
        <Link to="/specimens/$id" params={{ id: region.specimenId }}>
          {called(region)}
        </Link>
      ) : (
        called(region)
      )}
      {region.name?.confidence != null && <span className="hint">{p.answer.percent(region.name.confidence)}</span>}
      <span className="hint">{region.proposedBy && p.boxes.by(region.proposedBy)}</span>
    </span>
  </li>
);
