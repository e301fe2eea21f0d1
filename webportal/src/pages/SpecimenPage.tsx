import * as Tabs from "@radix-ui/react-tabs";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useDeferredValue, useState } from "react";
import { renditionUrl } from "../api/client";
import { releasesQuery, specimenQuery } from "../api/queries";
import type { Identification, Image, Release, Specimen } from "../api/types";
import { isAnt } from "../answer/lineage";
import { rankWord } from "../answer/wording";
import { AnswerView } from "../components/AnswerView";
import { Loading, ProblemNotice } from "../components/Problems";
import { ReleaseLimits } from "../components/ReleaseLimits";
import { Taxon } from "../components/Taxon";
import { TrustMark } from "../components/TrustMark";
import { useTitle } from "../components/useTitle";
import { Viewer } from "../components/Viewer";
import { VISITORS } from "../identify/filing";
import { p } from "../messages/pages";
import { licenceOf } from "../messages/licence";
import { sortedNotes } from "../specimen/notes";
import { Judge } from "../specimen/Judge";
import { Recorded } from "../specimen/Recorded";
import { rowsOf } from "../specimen/record";
import { typeStatus } from "../specimen/typeStatus";
import "../styles/specimen.css";

const Evidence = lazy(() => import("../components/Evidence"));
const HeatLayer = lazy(() => import("../components/HeatLayer"));
const Keep = lazy(() => import("../identify/Keep"));
const route = getRouteApi("/specimens/$id");

export function SpecimenPage() {
  const { id } = route.useParams();
  const { data: fetched, error, refetch } = useQuery(specimenQuery(id));
  const releases = useQuery(releasesQuery);
  // Drawn in slices, so that a phone's page listens meanwhile.
  const data = useDeferredValue(releases.isPending ? undefined : fetched);
  useTitle(data ? nameOf(data) : "");
  if (error && !fetched) {
    return (
      <div className="page narrow">
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!data) return <Loading />;
  const release = releases.data?.items.find(({ digest }) => digest === data.shown?.release);
  return <Loaded specimen={data} release={release} />;
}

/** "Specimen" is a word for what lies in a collection alone (users: 25). */
function nameOf({ catalogNumber, letter, basisOfRecord }: Specimen): string {
  if (catalogNumber) return catalogNumber + letter;
  return basisOfRecord === "HumanObservation" ? p.specimen.observed : p.specimen.unnumbered;
}

/** The museum's own name as it wrote it. */
function cataloguedAs({ identifications, cataloguedName }: Specimen): string | null {
  const own = identifications.find(({ kind }) => kind === "catalogue");
  return own?.verbatim ?? cataloguedName;
}

function Loaded({ specimen, release }: { specimen: Specimen; release: Release | undefined }) {
  return (
    <article className="page specimen">
      <header className="specimen-head">
        <p className="eyebrow">{specimen.collection}</p>
        <h1>{nameOf(specimen)}</h1>
        <p className="specimen-facts">
          {typeStatus(specimen) && <strong className="badge">{typeStatus(specimen)}</strong>}
          {specimen.basisOfRecord === "HumanObservation" && <span>{p.specimen.observation}</span>}
          <TrustMark trust={specimen.trust} />
          <span>
            {p.specimen.catalogued}: <strong>{cataloguedAs(specimen) ?? p.specimen.unnamed}</strong>
          </span>
        </p>
      </header>
      <div className="specimen-body">
        <Views images={specimen.images} collection={specimen.collection} />
        <div className="specimen-side">
          {release && <ReleaseLimits release={release} />}
          {specimen.shown && specimen.basisOfRecord === "HumanObservation" && isAnt(specimen.shown) && <p className="answer-caution">{p.answer.livingAnts}</p>}
          <AnswerView answer={specimen.shown} specimenId={specimen.id} ask />
          {release && (
            <p className="hint">
              <Link to="/models" hash={release.digest} className="target">
                {p.answer.release(`${release.name} ${release.version}`)}
              </Link>
            </p>
          )}
          {specimen.collection === VISITORS && (
            <Suspense>
              <Keep specimenId={specimen.id} living={specimen.basisOfRecord === "HumanObservation"} />
            </Suspense>
          )}
          <Judge specimen={specimen} />
          <Notes specimen={specimen} />
          {specimen.shown && (
            <section aria-labelledby="evidence">
              <h2 id="evidence">{p.evidence.heading}</h2>
              <Recorded specimen={specimen} />
              <Suspense>
                <Evidence specimenId={specimen.id} />
              </Suspense>
            </section>
          )}
        </div>
      </div>
      <Tabs.Root defaultValue="history" className="tabs">
        <Tabs.List aria-label={nameOf(specimen)}>
          <Tabs.Trigger value="history">{p.specimen.history}</Tabs.Trigger>
          <Tabs.Trigger value="record">{p.specimen.record}</Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="history">
          <History identifications={specimen.identifications} />
        </Tabs.Content>
        <Tabs.Content value="record">
          <Record specimen={specimen} />
        </Tabs.Content>
      </Tabs.Root>
    </article>
  );
}

function Views({ images, collection }: { images: readonly Image[]; collection: string }) {
  const [chosen, choose] = useState(0);
  const image = images[chosen] ?? images[0];
  if (!image) return <p className="notice">{p.specimen.noImages}</p>;
  return (
    <section className="views" aria-label={p.specimen.views}>
      <Viewer key={image.id} src={image.links.rendition} closeSrc={image.regionId ? image.links.rendition : renditionUrl(image.id, "large")} alt={viewName(image, images)} />
      <p>
        <Link to="/pictures/$id" params={{ id: image.id }} className="target">
          {image.regionId ? p.boxes.linkMany : p.boxes.linkOne}
        </Link>
      </p>
      <p>
        <Link to="/search/alike" search={{ image: image.id, collection }} className="target">
          {p.specimen.alike}
        </Link>
      </p>
      {image.identification && <Heat key={`heat ${image.id}`} image={image} alt={viewName(image, images)} />}
      {images.length > 1 && (
        <ul className="views-strip">
          {images.map((each, index) => (
            <li key={each.id}>
              <button type="button" aria-pressed={each === image} onClick={() => choose(index)}>
                <img src={each.links.thumbnail} alt="" loading="lazy" />
                <span>{viewName(each, images)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <PictureFacts image={image} />
    </section>
  );
}

/** Off until somebody asks for it. */
function Heat({ image, alt }: { image: Image; alt: string }) {
  const [on, setOn] = useState(false);
  return (
    <>
      <button type="button" className="button button-quiet" aria-expanded={on} onClick={() => setOn(!on)}>
        {on ? p.heat.hide : p.heat.show}
      </button>
      {on && (
        <Suspense>
          <HeatLayer imageId={image.id} region={image.regionId} src={image.links.rendition} alt={alt} />
        </Suspense>
      )}
    </>
  );
}

const viewName = (image: Image, images: readonly Image[]): string =>
  (image.view && (p.view[image.view] ?? image.view)) ||
  p.specimen.viewNo(images.indexOf(image) + 1, images.length);

function PictureFacts({ image }: { image: Image }) {
  return (
    <dl className="facts" aria-label={p.specimen.facts}>
      <Fact term={p.specimen.file}>{image.fileName}</Fact>
      <Fact term={p.specimen.size}>{p.specimen.pixels(image.width, image.height)}</Fact>
      {image.creator && <Fact term={p.specimen.creator}>{image.creator}</Fact>}
      <Fact term={p.specimen.licence}>
        {image.licence ? <LicenceLink given={image.licence} /> : p.specimen.noLicence}
      </Fact>
    </dl>
  );
}

function LicenceLink({ given }: { given: string }) {
  const { words, address } = licenceOf(given);
  return address ? (
    <a href={address} rel="license noreferrer">
      {words}
    </a>
  ) : (
    words
  );
}

const Fact = ({ term, children }: { term: string; children: React.ReactNode }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);

function Notes({ specimen }: { specimen: Specimen }) {
  const { open, checked } = sortedNotes(specimen.notes);
  return (
    <>
      {open.length > 0 && (
        <section className="notes" aria-labelledby="notes">
          <h2 id="notes">{p.specimen.notes}</h2>
          <ul>
            {open.map(({ code, text }) => (
              <li key={code + text}>
                {p.note[code] && <strong>{p.note[code]}. </strong>}
                {text}
              </li>
            ))}
          </ul>
        </section>
      )}
      <dl className="facts facts-aside">
        {checked.length > 0 && (
          <Fact term={p.specimen.checked}>{checked.map(({ text }) => text).join("; ")}</Fact>
        )}
        {specimen.run && (
          <Fact term={p.specimen.run}>
            <Link to="/runs/$id" params={{ id: specimen.run }}>
              {p.runs.open}
            </Link>
          </Fact>
        )}
      </dl>
    </>
  );
}

function History({ identifications }: { identifications: readonly Identification[] }) {
  if (!identifications.length) return <p>{p.specimen.historyEmpty}</p>;
  return (
    <ol className="history">
      {identifications.map((one) => (
        <li key={one.id} className={`history-${one.kind}${one.undone ? " history-undone" : ""}`}>
          <p className="history-name">
            {one.act && <span className="history-act">{p.specimen.acts[one.act] ?? one.act}: </span>}
            {one.scientificName ? <Taxon name={one.scientificName} rank={one.taxonRank} /> : p.specimen.nameless}{" "}
            {one.qualifier && <small>{one.qualifier} </small>}
            <small>{rankWord(one.taxonRank)}</small>
          </p>
          <p className="hint">
            {[
              p.specimen.kinds[one.kind] ?? one.kind,
              one.identifiedBy,
              one.orcid && `ORCID ${one.orcid}`,
              one.dateIdentified?.slice(0, 10),
              one.basis && p.judge.bases[one.basis],
              one.blind && p.specimen.blind,
              one.examined === false && p.specimen.unexamined,
              p.trust[one.trust],
              one.undone && p.specimen.undone,
              one.confidence !== null && p.answer.percent(one.confidence),
              one.verbatim && one.verbatim !== one.scientificName && p.specimen.asWritten(one.verbatim),
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {one.remarks && <p>{one.remarks}</p>}
        </li>
      ))}
    </ol>
  );
}

function Record({ specimen }: { specimen: Specimen }) {
  const rows = rowsOf(specimen.record, specimen.verbatim);
  if (!rows.length) return <p>{p.specimen.recordEmpty}</p>;
  return (
    <>
      <p className="hint">{p.specimen.recordHint}</p>
      <div className="table-wrap" tabIndex={0} role="region" aria-label={p.specimen.record}>
        <table className="record">
          <thead>
            <tr>
              <th scope="col">{p.specimen.term}</th>
              <th scope="col">{p.specimen.interpreted}</th>
              <th scope="col">{p.specimen.verbatim}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ term, read, written }) => (
              <tr key={term}>
                <th scope="row">{term}</th>
                <td>{read}</td>
                <td>{written !== "" && written === read ? <span className="hint">{p.specimen.same}</span> : written}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
