import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { isStranger } from "../account/roles";
import { meQuery } from "../api/queries";
import { saveSet } from "../api/sets";
import type { NewSet } from "../api/types";
import { announce } from "../components/Announcer";
import { ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { p } from "../messages/pages";
import "../styles/sets.css";

export const MOST_IN_A_SET = 10_000;

/** Keeps what was found as a set: asked for a title, then its page opens. `what`: where the specimens come from. */
export function SaveSet({ what, total }: { what: Omit<NewSet, "title">; total: number }) {
  const me = useQuery(meQuery);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [title, setTitle] = useState("");
  const [note, setNote] = useState("");
  const act = useMutation({
    mutationFn: () => saveSet({ ...what, title, note }),
    onSuccess: async ({ id, title: kept }) => {
      announce(p.sets.saved(kept));
      await queries.invalidateQueries({ queryKey: ["sets"] });
      await navigate({ to: "/sets/$id", params: { id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim() && !act.isPending) act.mutate();
  };
  if (total > MOST_IN_A_SET) return <p className="hint">{p.sets.tooMany(MOST_IN_A_SET)}</p>;
  return (
    <details className="save-set">
      <summary>{p.sets.save}</summary>
      {me.data && isStranger(me.data) ? (
        <p className="hint">
          {p.sets.needsKey} <Link to="/sign-in">{t.nav.account}</Link>
        </p>
      ) : (
        <form onSubmit={submit}>
          <p className="hint">{p.sets.saveHint(total)}</p>
          <label className="field">
            {p.sets.titleField}
            <input value={title} maxLength={300} required onChange={({ target }) => setTitle(target.value)} />
          </label>
          <label className="field">
            {p.sets.noteField}
            <textarea rows={3} value={note} maxLength={5000} onChange={({ target }) => setNote(target.value)} />
          </label>
          <button type="submit" className="button button-main" disabled={act.isPending || !title.trim()}>
            {p.sets.go}
          </button>
          {act.error && <ProblemNotice error={act.error} onRetry={() => act.mutate()} />}
        </form>
      )}
    </details>
  );
}
