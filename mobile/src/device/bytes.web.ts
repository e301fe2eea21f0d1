/** The bytes of a chosen file, or behind a blob's address. */
export async function bytesOf(uri: string, file?: Blob): Promise<Uint8Array> {
  const blob = file ?? (await (await fetch(uri)).blob());
  return new Uint8Array(await blob.arrayBuffer());
}
