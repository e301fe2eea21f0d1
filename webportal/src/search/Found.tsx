import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { Found } from "../api/types";
import { Taxon } from "../components/Taxon";
import { TrustMark } from "../components/TrustMark";
import { namelessInShort } from "../answer/nameless";
import { rankWord } from "../answer/wording";
import { p } from "../messages/pages";

/** `soon`: it is among the first that are seen, so its picture does not wait for the layout. */
export const FoundTile = memo(function FoundTile({ found, note, soon = false }: { found: Found; note?: string; soon?: boolean }) {
  return (
    <Link to="/specimens/$id" params={{ id: found.id }} className="tile" data-found>
      <Thumbnail found={found} soon={soon} />
      <span className="tile-text">
        <Name found={found} />
        <span className="tile-number">{[found.catalogNumber ?? p.search.noNumber, isLiving(found) && p.search.living].filter(Boolean).join(" · ")}</span>
        <TrustMark trust={found.trust} />
        {note && <span className="tile-catalogued">{note}</span>}
        {!note && found.cataloguedName && found.cataloguedName !== found.scientificName && (
          <span className="tile-catalogued">{p.search.catalogued(found.cataloguedName)}</span>
        )}
      </span>
    </Link>
  );
});

export function TableHead() {
  const { columns } = p.find;
  return (
    <thead>
      <tr>
        <th scope="col">{columns.picture}</th>
        <th scope="col">{columns.number}</th>
        <th scope="col">{columns.name}</th>
        <th scope="col" className="right">
          {columns.confidence}
        </th>
        <th scope="col">{columns.trust}</th>
        <th scope="col">{columns.catalogued}</th>
        <th scope="col">{columns.country}</th>
        <th scope="col">{columns.date}</th>
        <th scope="col">{columns.collection}</th>
      </tr>
    </thead>
  );
}

/** `place`: number of the row in the whole table, the head being 1. */
export const FoundRow = memo(function FoundRow({ found, place }: { found: Found; place: number }) {
  return (
    <tr aria-rowindex={place} className="found-row">
      <td>
        <Thumbnail found={found} />
      </td>
      <th scope="row">
        <Link to="/specimens/$id" params={{ id: found.id }} data-found>
          {found.catalogNumber ?? p.search.noNumber}
        </Link>
        {isLiving(found) && <small className="block">{p.search.living}</small>}
      </th>
      <td className="cell-name">
        <Name found={found} /> <small className="block">{rankWord(found.taxonRank)}</small>
      </td>
      <td className="right">{found.confidence === null ? "" : p.answer.percent(found.confidence)}</td>
      <td>
        <TrustMark trust={found.trust} />
      </td>
      <td>{found.cataloguedName}</td>
      <td>{found.country}</td>
      <td>
        <Interval found={found} />
      </td>
      <td>{found.collection}</td>
    </tr>
  );
});

/** A living insect is an observation, and only a pin a specimen. */
const isLiving = ({ basisOfRecord }: Found): boolean => basisOfRecord === "HumanObservation";

function Name({ found }: { found: Found }) {
  if (found.scientificName) {
    return (
      <span className="found-name">
        <Taxon name={found.scientificName} rank={found.taxonRank} />
      </span>
    );
  }
  return <span className="found-none">{namelessInShort(found.abstention)}</span>;
}

function Thumbnail({ found, soon = false }: { found: Found; soon?: boolean }) {
  if (!found.thumbnail) return <span className="thumb thumb-none">{p.search.noPicture}</span>;
  const name = found.scientificName ?? found.catalogNumber ?? p.search.noNumber;
  return (
    <span className="thumb">
      <img src={found.thumbnail} alt={p.search.pictureOf(name)} loading={soon ? "eager" : "lazy"} {...(soon && { fetchPriority: "high" })} decoding="async" width="320" height="320" />
    </span>
  );
}

/** The days of collecting; a line may break between them, never inside one. */
function Interval({ found: { eventStart, eventEnd } }: { found: Found }) {
  const days = [...new Set([eventStart, eventEnd])].filter((day) => day !== null);
  return days.map((day, place) => (
    <span key={day} className="nowrap">
      {place > 0 && "– "}
      {day}{" "}
    </span>
  ));
}
