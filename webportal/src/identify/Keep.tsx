import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { isStranger } from "../account/roles";
import { signIn } from "../api/acting";
import { keep } from "../api/evidence";
import { me as whoAmI } from "../api/client";
import { collectionsQuery, meQuery } from "../api/queries";
import { Problem } from "../api/problem";
import type { Keeping, Me } from "../api/types";
import { announce } from "../components/Announcer";
import { ProblemNotice } from "../components/Problems";
import { p } from "../messages/pages";
import "../styles/evidence.css";
import { offered, VISITORS } from "./filing";

type Precision = "none" | "about" | "exact";
const PRECISIONS: readonly Precision[] = ["none", "about", "exact"];

/** Account, licence, precision of the place and consent, in one step (a visitor's picture is gone tomorrow). */
export default function Keep({ specimenId, living, onKept }: { specimenId: string; living: boolean; onKept?: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <div>
      {!open && <p className="hint">{p.keep.lead}</p>}
      <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? p.keep.cancel : p.keep.open}
      </button>
      {open && <Form specimenId={specimenId} wasLiving={living} {...(onKept && { onKept })} />}
    </div>
  );
}

function Form({ specimenId, wasLiving, onKept }: { specimenId: string; wasLiving: boolean; onKept?: () => void }) {
  const me = useQuery(meQuery);
  const collections = useQuery(collectionsQuery);
  const [key, setKey] = useState("");
  const [collection, setCollection] = useState("");
  const [living, setLiving] = useState(wasLiving);
  const [licence, setLicence] = useState(Object.keys(p.keep.licences)[0] ?? "");
  const [creator, setCreator] = useState("");
  const [precision, setPrecision] = useState<Precision>("none");
  const [place, setPlace] = useState({ latitude: "", longitude: "" });
  const [consent, setConsent] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const stranger = !me.data || isStranger(me.data);
  const choices = me.data && !stranger ? ofMe(me.data, (collections.data?.items ?? []).map(({ code }) => code)) : [];
  const go = useMutation({
    mutationFn: async () => {
      let codes = choices;
      if (stranger) {
        await signIn(key, false);
        codes = ofMe(await whoAmI(), []);
      }
      const into = collection || codes[0];
      if (!into) throw new Problem(422, { detail: p.keep.none });
      const said: Keeping = {
        collection: into,
        licence,
        consent,
        creator: creator.trim() || null,
        basisOfRecord: living ? "HumanObservation" : "PreservedSpecimen",
        precision,
        latitude: precision === "none" ? null : degrees(place.latitude),
        longitude: precision === "none" ? null : degrees(place.longitude),
      };
      return keep(specimenId, said);
    },
    onSuccess: async ({ id }) => {
      announce(p.keep.kept);
      onKept?.();
      await queries.resetQueries();
      await navigate({ to: "/specimens/$id", params: { id } });
    },
    onError: () => void me.refetch(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go.mutate();
  };
  return (
    <form className="keep" onSubmit={submit}>
      {stranger && (
        <label>
          {p.keep.key}
          <input type="password" value={key} required autoComplete="off" onChange={({ target }) => setKey(target.value)} />
          <span className="hint">{p.keep.keyHint}</span>
        </label>
      )}
      {choices.length > 1 && (
        <label>
          {p.keep.collection}
          <select value={collection || choices[0]} onChange={({ target }) => setCollection(target.value)}>
            {choices.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </select>
        </label>
      )}
      <label>
        {p.keep.kind}
        <select value={living ? "1" : "0"} onChange={({ target }) => setLiving(target.value === "1")}>
          <option value="0">{p.keep.pinned}</option>
          <option value="1">{p.keep.living}</option>
        </select>
      </label>
      <label>
        {p.keep.licence}
        <select value={licence} onChange={({ target }) => setLicence(target.value)}>
          {Object.entries(p.keep.licences).map(([address, words]) => (
            <option key={address} value={address}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label>
        {p.keep.creator}
        <input value={creator} autoComplete="name" onChange={({ target }) => setCreator(target.value)} />
      </label>
      <label>
        {p.keep.place}
        <select value={precision} onChange={({ target }) => setPrecision(target.value as Precision)}>
          {PRECISIONS.map((one) => (
            <option key={one} value={one}>
              {p.keep.places[one]}
            </option>
          ))}
        </select>
      </label>
      {precision !== "none" &&
        (["latitude", "longitude"] as const).map((name) => (
          <label key={name}>
            {p.keep[name]}
            <input value={place[name]} required inputMode="decimal" onChange={({ target }) => setPlace({ ...place, [name]: target.value })} />
          </label>
        ))}
      <label className="tick">
        <input type="checkbox" checked={consent} required onChange={({ target }) => setConsent(target.checked)} />
        {p.keep.consent}
      </label>
      <p>
        <button type="submit" className="button button-main" disabled={go.isPending}>
          {p.keep.go}
        </button>
      </p>
      {go.error && <ProblemNotice error={go.error} />}
    </form>
  );
}

const ofMe = (me: Me, codes: readonly string[]): string[] => offered(me, codes).filter((code) => code !== VISITORS);

/** A comma is read as a point; what is no number is told by the server, in its words. */
const degrees = (text: string): number | null => {
  const read = Number(text.trim().replace(",", "."));
  return text.trim() && Number.isFinite(read) ? read : null;
};
