/** How a report says its figures. */

import { rankWord } from "../answer/wording";
import type { Figure } from "../api/types";
import { t } from "../messages";
import { p } from "../messages/pages";

/** From so many cases on a share is given as a percentage. */
const LEAST = 30;
const days = new Intl.DateTimeFormat(t.code, { dateStyle: "medium", timeZone: "UTC" });
const months = new Intl.DateTimeFormat(t.code, { year: "numeric", month: "long", timeZone: "UTC" });

export const dayWord = (day: string): string => days.format(new Date(`${day}T00:00:00Z`));
export const monthWord = (month: string): string => months.format(new Date(`${month}-01T00:00:00Z`));

export function nameOf({ group, name, note }: Figure): string {
  if (group === "day") return dayWord(name);
  if (group === "station") return name === "none" ? p.report.otherWay : name;
  if (group === "lacking") return p.report.element(name, note);
  if (group === "credit") return name || p.report.none;
  const known = p.report.names[group]?.[name];
  if (known) return known;
  if (group === "accuracy") return p.report.rightAt(rankWord(name));
  return group === "trust" ? (p.trust[name] ?? name) : rankWord(name);
}

export function valueOf({ value, atLeast, of, enough, group }: Figure): string {
  if (enough !== null && of !== null) return p.report.right(value, of);
  const said = t.number(value);
  return atLeast && group === "species" ? p.report.atLeast(said) : said;
}

/** Of a measured share its percentage and interval, of a part its percentage; nothing of too few. */
export function shareOf({ value, of, low, high, enough }: Figure): string {
  if (of === null || of === 0) return "";
  if (enough === false) return p.evidence.tooFew(value, of);
  if (enough && low !== null && high !== null) return `${percent(value / of)} (${p.evidence.between(percent(low), percent(high))})`;
  return of < LEAST ? `${t.number(value)}/${t.number(of)}` : percent(value / of);
}

export const percent = (share: number): string => `${Math.round(share * 1000) / 10}\u00a0%`;

/** What a person stands for among the names that are given: never names without it (users: 24). */
export function verifiedWords(figures: readonly Figure[]): string {
  const of = (name: string) => figures.find((one) => one.group === "named" && one.name === name)?.value ?? 0;
  const named = of("named");
  const people = of("ValidatedByExpert") + of("ReviewedByHuman");
  if (!named) return "";
  return p.report.verified(named < LEAST ? `${t.number(people)}/${t.number(named)}` : percent(people / named), people, named);
}

/** The search that a figure counts, where it is the total of one. */
export function searchOf({ counted, query }: Figure): string | null {
  if (counted !== "total") return null;
  return new URLSearchParams(query.slice(query.indexOf("?"))).get("q");
}

export interface Bar {
  name: string;
  value: number;
}

const MOST_BARS = 62;

/** Bars of days; of more than two months those of months. */
export function barsOf(figures: readonly Figure[]): { bars: Bar[]; byMonth: boolean } {
  const days = figures.filter(({ group }) => group === "day");
  if (days.length <= MOST_BARS) return { bars: days.map(({ name, value }) => ({ name, value })), byMonth: false };
  const months = new Map<string, number>();
  for (const { name, value } of days) months.set(name.slice(0, 7), (months.get(name.slice(0, 7)) ?? 0) + value);
  return { bars: [...months].map(([name, value]) => ({ name, value })), byMonth: true };
}

const two = (n: number): string => String(n).padStart(2, "0");
const iso = (date: Date): string => `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;

/** Usual periods, as of a day. */
export function spans(today: Date): { key: keyof typeof p.report.spans; from: string; to: string }[] {
  const [year, month] = [today.getUTCFullYear(), today.getUTCMonth()];
  const at = (y: number, m: number, d: number) => iso(new Date(Date.UTC(y, m, d)));
  return [
    { key: "month", from: at(year, month, 1), to: iso(today) },
    { key: "lastMonth", from: at(year, month - 1, 1), to: at(year, month, 0) },
    { key: "year", from: at(year, 0, 1), to: iso(today) },
    { key: "lastYear", from: at(year - 1, 0, 1), to: at(year - 1, 11, 31) },
  ];
}
