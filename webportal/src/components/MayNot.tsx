import { Link } from "@tanstack/react-router";
import { t } from "../messages";

/** In place of a page whose acts the reader may not do: what it would need, and where to sign in. */
export const MayNot = ({ title, words }: { title: string; words: string }) => (
  <div className="page narrow">
    <h1>{title}</h1>
    <p className="notice">{words}</p>
    <Link to="/sign-in">{t.nav.account}</Link>
  </div>
);
