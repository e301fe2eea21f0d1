import { p } from "../messages/pages";
import { VISITORS } from "./filing";

interface Props {
  choices: readonly { code: string; title: string }[];
  collection: string;
  catalogNumber: string;
  onCollection: (code: string) => void;
  onNumber: (number: string) => void;
}

/** Which collection, and under which number; what is deleted tomorrow bears none. */
export default function FilingFields({ choices, collection, catalogNumber, onCollection, onNumber }: Props) {
  return (
    <div className="fields">
      <label>
        {p.filing.collection}
        <select value={collection} onChange={(event) => onCollection(event.target.value)}>
          {choices.map(({ code, title }) => (
            <option key={code} value={code}>
              {code === VISITORS ? p.filing.visitors : title}
            </option>
          ))}
        </select>
      </label>
      {collection !== VISITORS && (
        <label>
          {p.filing.catalogNumber}
          <input value={catalogNumber} onChange={(event) => onNumber(event.target.value)} autoComplete="off" spellCheck={false} />
        </label>
      )}
    </div>
  );
}
