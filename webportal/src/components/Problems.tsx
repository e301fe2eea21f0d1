import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Problem } from "../api/problem";
import { t } from "../messages";

/** Why something failed and the way out, in the reader's words. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { title, hint } = wordsOf(error);
  return (
    <div className="notice notice-problem" role="alert">
      <p className="notice-title">{title}</p>
      {hint && <p>{hint}</p>}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {t.page.retry}
        </button>
      )}
    </div>
  );
}

export function wordsOf(error: unknown): { title: string; hint: string } {
  if (!(error instanceof Problem)) return { title: t.problem.server, hint: t.problem.serverHint };
  switch (error.kind) {
    case "offline":
      return { title: t.problem.offline, hint: t.problem.offlineHint };
    case "busy":
      return { title: t.problem.busy, hint: t.problem.busyHint(error.retryAfter) };
    case "missing":
      return { title: t.problem.missing, hint: t.page.missingHint };
    case "key":
      return { title: t.problem.key, hint: t.problem.keyHint };
    case "refused":
      return { title: t.problem.refused, hint: refusal(error) };
    case "server":
      return { title: t.problem.server, hint: t.problem.serverHint };
  }
}

/** The server's own words with its hint. */
const refusal = ({ detail, title, hint }: Problem): string => [detail || title, hint].filter(Boolean).join(". ");

export function Missing() {
  return (
    <section className="page narrow">
      <h1>{t.page.missing}</h1>
      <p>{t.page.missingHint}</p>
      <p>
        <Link to="/" className="button">
          {t.page.backHome}
        </Link>
      </p>
    </section>
  );
}

export function Broken() {
  return (
    <section className="page narrow" role="alert">
      <h1>{t.page.broken}</h1>
      <p>{t.page.brokenHint}</p>
      <button type="button" className="button" onClick={() => window.location.reload()}>
        {t.page.reload}
      </button>
    </section>
  );
}

const LATE_MS = 8_000;

/** Says so where it takes long, with the way out. */
export function Loading() {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="loading" role="status">
      <p>{t.page.loading}</p>
      {late && (
        <>
          <p>{t.page.slow}</p>
          <button type="button" className="button" onClick={() => window.location.reload()}>
            {t.page.reload}
          </button>
        </>
      )}
    </div>
  );
}
