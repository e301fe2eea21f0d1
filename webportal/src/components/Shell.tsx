import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import { t } from "../messages";
import { choose, choosePlain, isPlain, type Language, language, LANGUAGES } from "../messages/language";
import { Announcer } from "./Announcer";

const Guide = lazy(() => import("../guide/Guide"));

export function Shell() {
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current !== pathname) main.current?.focus({ preventScroll: true });
    last.current = pathname;
  }, [pathname]);
  return (
    <>
      <a className="skip" href="#content">
        {t.nav.skip}
      </a>
      <header className="top">
        <Link to="/" className="wordmark">
          <Mark />
          <span>Insecta</span>
        </Link>
        <nav aria-label={t.nav.label}>
          <Link to="/" activeOptions={{ exact: true }}>
            {t.nav.home}
          </Link>
          <Link to="/search">{t.nav.search}</Link>
          <Link to="/review">{t.nav.review}</Link>
          <Link to="/runs">{t.nav.runs}</Link>
          <Link to="/models">{t.nav.models}</Link>
          <Link to="/sign-in">{t.nav.account}</Link>
        </nav>
      </header>
      <main id="content" ref={main} tabIndex={-1}>
        <Outlet />
      </main>
      <Suspense>
        <Guide />
      </Suspense>
      <footer className="foot">
        <label className="tick">
          <input type="checkbox" checked={isPlain} onChange={({ target }) => choosePlain(target.checked)} />
          {t.nav.plain}
        </label>
        {language !== "en" && <p className="hint">{t.nav.draft}</p>}
        <label>
          {t.nav.language}{" "}
          <select value={language} onChange={(event) => choose(event.target.value as Language)}>
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </footer>
      <Announcer />
    </>
  );
}

const Mark = () => (
  <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" className="mark">
    <g className="mark-legs">
      <path d="M13 13 8.500 10M13 16H7.500M13 19l-4.500 4M19 13l4.500-3M19 16h5.500M19 19l4.500 4M14.500 7.500 12 4M17.500 7.500 20 4" />
    </g>
    <circle cx="16" cy="9.500" r="3" />
    <ellipse cx="16" cy="15.500" rx="2.300" ry="3.200" />
    <ellipse cx="16" cy="23" rx="3.700" ry="4.800" />
  </svg>
);
