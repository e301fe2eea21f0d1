/** Two sounds that are told apart without looking: one high for good, two low for "again". */

let context: AudioContext | null = null;

/** Browsers allow sound only after somebody has touched the page: this is called from a click. */
export function allow(): void {
  context ??= new AudioContext();
  void context.resume();
}

export function play(good: boolean): void {
  if (!context) return;
  const tones = good ? [880] : [220, 196];
  tones.forEach((pitch, n) => tone(context as AudioContext, pitch, n * 0.28));
}

function tone(where: AudioContext, pitch: number, after: number): void {
  const source = where.createOscillator();
  const loudness = where.createGain();
  const begin = where.currentTime + after;
  source.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.2, begin);
  loudness.gain.exponentialRampToValueAtTime(0.001, begin + 0.22);
  source.connect(loudness).connect(where.destination);
  source.start(begin);
  source.stop(begin + 0.24);
}
