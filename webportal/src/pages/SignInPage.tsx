import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import { signIn, signOut } from "../api/acting";
import { Problem } from "../api/problem";
import { meQuery } from "../api/queries";
import type { Me } from "../api/types";
import { announce } from "../components/Announcer";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { Credit } from "../account/Credit";
import { isStranger } from "../account/roles";
import { uploads } from "../identify/running";
import { p } from "../messages/pages";
import "../styles/evidence.css";

const ConnectPhone = lazy(() => import("../account/ConnectPhone"));

/** Signing in by key: the browser keeps it where no script can read it. */
export function SignInPage() {
  useTitle(p.account.title);
  const me = useQuery(meQuery);
  const queries = useQueryClient();
  const changed = async (words: string) => {
    announce(words);
    await queries.resetQueries();
  };
  const enter = useMutation({
    mutationFn: ({ key, remember }: { key: string; remember: boolean }) => signIn(key, remember),
    onSuccess: async ({ name }) => {
      await changed(p.account.welcome(name));
      uploads.retryAfterKey();
    },
  });
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => changed(p.account.gone) });
  const revoked = me.error instanceof Problem && me.error.kind === "key";
  if (me.error && !revoked) {
    return (
      <div className="page narrow">
        <ProblemNotice error={me.error} onRetry={() => void me.refetch()} />
      </div>
    );
  }
  if (me.isPending && !revoked) {
    return (
      <div className="page narrow">
        <h1>{p.account.title}</h1>
        <Loading />
      </div>
    );
  }
  return (
    <div className="page narrow">
      <h1>{p.account.title}</h1>
      {revoked && <p className="notice notice-problem">{p.account.revoked}</p>}
      {me.data && <Who me={me.data} />}
      <KeyForm
        pending={enter.isPending}
        wrong={enter.error instanceof Problem && enter.error.kind === "key"}
        onKey={(key, remember) => enter.mutate({ key, remember })}
      />
      {enter.error && !(enter.error instanceof Problem && enter.error.kind === "key") && <ProblemNotice error={enter.error} />}
      <p>
        <button type="button" className="button" onClick={() => leave.mutate()} disabled={leave.isPending}>
          {p.account.leave}
        </button>
      </p>
      {me.data && !isStranger(me.data) && <Credit me={me.data} />}
      <Suspense>
        <ConnectPhone />
      </Suspense>
    </div>
  );
}

function Who({ me }: { me: Me }) {
  const roles = Object.entries(me.roles);
  return (
    <section aria-label={p.account.who}>
      <p>
        {p.account.who}: <strong>{me.name}</strong>
        {me.orcid && ` · ORCID ${me.orcid}`}
        {me.administrator && ` · ${p.account.roles.administrator}`}
      </p>
      {roles.length > 0 && (
        <ul>
          {roles.map(([code, role]) => (
            <li key={code}>{`${code}: ${p.account.roles[role] ?? role}`}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface KeyProps {
  pending: boolean;
  wrong: boolean;
  onKey: (key: string, remember: boolean) => void;
}

function KeyForm({ pending, wrong, onKey }: KeyProps) {
  const [key, setKey] = useState("");
  const [remember, setRemember] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim()) onKey(key, remember);
    setKey("");
  };
  return (
    <form className="fields" onSubmit={submit}>
      <label>
        {p.account.key}
        <input type="password" value={key} autoComplete="off" onChange={(event) => setKey(event.target.value)} {...(wrong && { "aria-invalid": true, "aria-describedby": "key-wrong" })} />
      </label>
      {wrong && (
        <p id="key-wrong" role="alert">
          {p.account.wrong}
        </p>
      )}
      <label className="tick">
        <input type="checkbox" checked={remember} onChange={(event) => setRemember(event.target.checked)} />
        {p.account.remember}
      </label>
      <p className="hint">{p.account.hint}</p>
      <p>
        <button type="submit" className="button button-main" disabled={pending}>
          {p.account.enter}
        </button>
      </p>
    </form>
  );
}
