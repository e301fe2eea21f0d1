/**
 * A LiteRT file that takes any number of pictures, made into one that takes one: the runtimes of
 * browsers and phones want fixed sizes. Only the first size of tensors is touched, and only where it
 * was left open (-1); weights and operations stay byte for byte.
 */

/** Places of fields in LiteRT's schema (a FlatBuffer): Model, SubGraph, Tensor. */
const SUBGRAPHS = 2;
const TENSORS = 0;
const SHAPE = 0;
const SHAPE_SIGNATURE = 7;

/** A changed copy. Throws RangeError where the file is none that can be read. */
export function oneAtATime(model: Uint8Array): Uint8Array {
  const copy = model.slice();
  const view = new DataView(copy.buffer);
  const root = view.getUint32(0, true);
  for (const graph of tables(view, field(view, root, SUBGRAPHS))) {
    for (const tensor of tables(view, field(view, graph, TENSORS))) {
      for (const place of [SHAPE, SHAPE_SIGNATURE]) {
        const at = field(view, tensor, place);
        if (at === null) continue;
        const sizes = at + view.getUint32(at, true);
        if (view.getUint32(sizes, true) > 0 && view.getInt32(sizes + 4, true) === -1) view.setInt32(sizes + 4, 1, true);
      }
    }
  }
  return copy;
}

/** Where a table keeps a field; null where it has none. */
function field(view: DataView, table: number, place: number): number | null {
  const vtable = table - view.getInt32(table, true);
  const entry = 4 + 2 * place;
  if (entry >= view.getUint16(vtable, true)) return null;
  const offset = view.getUint16(vtable + entry, true);
  return offset === 0 ? null : table + offset;
}

/** The tables of a vector. */
function* tables(view: DataView, at: number | null): Generator<number> {
  if (at === null) return;
  const vector = at + view.getUint32(at, true);
  for (let n = 0; n < view.getUint32(vector, true); n += 1) {
    const place = vector + 4 + 4 * n;
    yield place + view.getUint32(place, true);
  }
}
