/** How strange a picture is to a network, by the measure that its release names. */

/** Weights of `distance` (1 − cosine to the nearest class mean) and `energy` (−log Σ exp of the scaled logits). */
export type Measure = Readonly<Partial<Record<"distance" | "energy", number>>>;

export const DISTANCE_ALONE: Measure = { distance: 1 };

export interface Outputs {
  readonly logits: ArrayLike<number>;
  readonly temperature: number;
  /** Of any length. */
  readonly embedding: ArrayLike<number>;
}

/** 1 − cosine of an embedding to the nearest class mean: 0 is typical. */
export function distance(embedding: ArrayLike<number>, prototypes: readonly ArrayLike<number>[]): number {
  const length = Math.sqrt(product(embedding, embedding)) || 1;
  return 1 - Math.max(...prototypes.map((mean) => product(mean, embedding) / length));
}

/** −log Σ exp(logits / temperature): the higher, the less any name fits. */
export function energy(logits: ArrayLike<number>, temperature: number): number {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const most = Math.max(...scaled);
  return -(most + Math.log(scaled.reduce((sum, value) => sum + Math.exp(value - most), 0)));
}

/** The terms of a measure, each by its weight, in single precision as the server keeps them. */
export function novelty(measure: Measure, seen: Outputs, prototypes: readonly ArrayLike<number>[]): number {
  let total = 0;
  if (measure.distance !== undefined) total += measure.distance * Math.fround(distance(seen.embedding, prototypes));
  if (measure.energy !== undefined) total += measure.energy * Math.fround(energy(seen.logits, seen.temperature));
  return Math.fround(total);
}

function product(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let n = 0; n < one.length; n += 1) sum += (one[n] ?? 0) * (other[n] ?? 0);
  return sum;
}
