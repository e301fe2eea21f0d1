import { Link } from "@tanstack/react-router";
import type { Found } from "../api/types";
import { Taxon } from "../components/Taxon";
import { TrustMark } from "../components/TrustMark";
import { namelessInShort } from "../answer/nameless";
import { rankWord } from "../answer/wording";
import { t } from "../messages";
import { p } from "../messages/pages";

export function FoundGrid({ items }: { items: readonly Found[] }) {
  return (
    <ul className="grid">
      {items.map((found) => (
        <li key={found.id}>
          <Link to="/specimens/$id" params={{ id: found.id }} className="tile" data-found>
            <Thumbnail found={found} />
            <span className="tile-text">
              <Name found={found} />
              <span className="tile-number">{found.catalogNumber ?? t.search.noNumber}</span>
              <TrustMark trust={found.trust} />
              {found.cataloguedName && found.cataloguedName !== found.scientificName && (
                <span className="tile-catalogued">{t.search.catalogued(found.cataloguedName)}</span>
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function FoundTable({ items }: { items: readonly Found[] }) {
  const { columns } = p.find;
  return (
    <div className="table-wrap" tabIndex={0} role="region" aria-label={t.search.table}>
      <table>
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
        <tbody>
          {items.map((found) => (
            <tr key={found.id}>
              <td>
                <Thumbnail found={found} />
              </td>
              <th scope="row">
                <Link to="/specimens/$id" params={{ id: found.id }} data-found>
                  {found.catalogNumber ?? t.search.noNumber}
                </Link>
              </th>
              <td className="cell-name">
                <Name found={found} /> <small className="block">{rankWord(found.taxonRank)}</small>
              </td>
              <td className="right">{found.confidence === null ? "" : t.answer.percent(found.confidence)}</td>
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
          ))}
        </tbody>
      </table>
    </div>
  );
}

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

function Thumbnail({ found }: { found: Found }) {
  if (!found.thumbnail) return <span className="thumb thumb-none">{t.search.noPicture}</span>;
  const name = found.scientificName ?? found.catalogNumber ?? t.search.noNumber;
  return (
    <span className="thumb">
      <img src={found.thumbnail} alt={t.search.pictureOf(name)} loading="lazy" decoding="async" width="320" height="320" />
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
