import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { setCredit } from "../api/training";
import { meQuery } from "../api/queries";
import type { Me } from "../api/types";
import { announce } from "../components/Announcer";
import { ProblemNotice } from "../components/Problems";
import { p } from "../messages/pages";

/** By which name or alias, and which ORCID, somebody stands in exports and reports. */
export function Credit({ me }: { me: Me }) {
  const [credit, setName] = useState(me.credit ?? "");
  const [orcid, setOrcid] = useState(me.orcid ?? "");
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => setCredit(credit.trim() || null, orcid.trim() || null),
    onSuccess: (now) => {
      queries.setQueryData(meQuery.queryKey, now);
      announce(p.account.creditSaved);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="fields" onSubmit={submit} aria-labelledby="credit">
      <h2 id="credit">{p.account.credit}</h2>
      <p className="hint">{p.account.creditHint}</p>
      <label>
        {p.account.creditName}
        <input value={credit} maxLength={200} autoComplete="name" onChange={({ target }) => setName(target.value)} />
      </label>
      <label>
        {p.account.orcid}
        <input value={orcid} maxLength={19} inputMode="text" autoComplete="off" spellCheck={false} onChange={({ target }) => setOrcid(target.value)} />
        <span className="hint">{p.account.orcidHint}</span>
      </label>
      <p>
        <button type="submit" className="button" disabled={save.isPending}>
          {p.account.creditSave}
        </button>
      </p>
      {save.error && <ProblemNotice error={save.error} />}
      {save.data && <p>{p.account.creditSaved}</p>}
    </form>
  );
}
