/** Which part of the world a map shows. Pure. */

export interface Window {
  west: number;
  east: number;
  south: number;
  north: number;
}

const LEAST_DEGREES = 0.5;

/** All points with some room around them, then halved for each zoom above 1; twice as wide as high. */
export function around(points: readonly { latitude: number; longitude: number }[], zoom: number): Window {
  if (points.length === 0) return { west: -180, east: 180, south: -90, north: 90 };
  const span = (values: number[]) => [Math.min(...values), Math.max(...values)] as const;
  const [west, east] = span(points.map(({ longitude }) => longitude));
  const [south, north] = span(points.map(({ latitude }) => latitude));
  const wide = Math.max((east - west) * 1.3, (north - south) * 2.6, 20) / 2 ** (zoom - 1);
  const width = Math.min(360, Math.max(LEAST_DEGREES, wide));
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  const left = Math.min(180 - width, Math.max(-180, x - width / 2));
  const low = Math.min(90 - width / 2, Math.max(-90, y - width / 4));
  return { west: left, east: left + width, south: low, north: low + width / 2 };
}
