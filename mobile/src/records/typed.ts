/** What people type, read strictly: what is not understood is said, never guessed. */

/** YYYY-MM-DD of a real day, null for nothing, undefined for what is no day. */
export function readDay(text: string): string | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(trimmed);
  if (!found) return undefined;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return same ? trimmed : undefined;
}

/** "47.61, 8.72" */
export function readPoint(text: string): { latitude: number; longitude: number } | undefined {
  const found = /^\s*([+-]?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*$/.exec(text);
  if (!found) return undefined;
  const [latitude, longitude] = [Number(found[1]), Number(found[2])];
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : undefined;
}
