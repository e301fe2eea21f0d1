/** Where an enlarged picture lies in its frame: all in shares of the frame, from its top left. */

export interface Place {
  scale: number;
  x: number;
  y: number;
}

export const WHOLE: Place = { scale: 1, x: 0, y: 0 };
export const STEP = 1.5;
const MOST = 16;

/** Kept so that the picture always covers the frame. */
export function fitted({ scale, x, y }: Place): Place {
  const least = 1 - scale;
  return { scale, x: Math.min(0, Math.max(least, x)), y: Math.min(0, Math.max(least, y)) };
}

/** Enlarged by a factor around a point of the frame, which stays where it is. */
export function zoomed(old: Place, factor: number, at = { x: 0.5, y: 0.5 }): Place {
  const scale = Math.min(MOST, Math.max(1, old.scale * factor));
  const grown = scale / old.scale;
  return fitted({ scale, x: at.x - (at.x - old.x) * grown, y: at.y - (at.y - old.y) * grown });
}
