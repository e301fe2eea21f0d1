import { useMemo, useState } from "react";
import { encode } from "uqr";
import { p } from "../messages/pages";
import { connectText, isOwnMachine } from "./connect";

/** The code that the app scans: this server's address, and a key where the reader puts one in. */
export default function ConnectPhone() {
  const [key, setKey] = useState("");
  const server = window.location.origin;
  const text = connectText(server, key);
  return (
    <section className="connect" aria-labelledby="connect">
      <h2 id="connect">{p.connect.heading}</h2>
      <p>{p.connect.lead}</p>
      {isOwnMachine(server) && <p className="notice">{p.connect.ownMachine}</p>}
      {!isOwnMachine(server) && server.startsWith("http://") && <p className="notice">{p.connect.open}</p>}
      <Code text={text} />
      <p className="hint connect-text">{key ? p.connect.withKey : text}</p>
      <label className="connect-key">
        {p.connect.key}
        <input type="password" value={key} autoComplete="off" onChange={({ target }) => setKey(target.value)} />
      </label>
      <p className="hint">{p.connect.keyHint}</p>
    </section>
  );
}

/** Black on white in any theme: scanners need it so. */
function Code({ text }: { text: string }) {
  const { size, data } = useMemo(() => encode(text, { ecc: "M", border: 4 }), [text]);
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])));
  return (
    <svg className="connect-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={p.connect.label} shapeRendering="crispEdges">
      <path className="connect-ground" d={`M0 0h${size}v${size}h-${size}z`} />
      <path className="connect-dots" d={dark.join("")} />
    </svg>
  );
}
