/** Files of a dropped or chosen folder, with their paths in it. */

export interface Entry {
  path: string;
  file: File;
}

export interface Folder {
  name: string;
  entries: Entry[];
}

/** Names that systems leave in every folder, and that no collection means. */
const NOISE = /(^|\/)(\.|Thumbs\.db$|desktop\.ini$|__MACOSX\/)/i;

/** The files of an `input type=file`, also of one that takes a folder. */
export function chosenFolder(files: readonly File[]): Folder {
  const paths = files.map((file) => file.webkitRelativePath || file.name);
  const top = commonTop(paths);
  return { name: top, entries: cleaned(files.map((file, n) => ({ file, path: below(paths[n] ?? file.name, top) }))) };
}

/** Everything that was dropped, folders with all that is in them. */
export async function droppedFolder(transfer: DataTransfer): Promise<Folder> {
  const roots = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const only = roots.length === 1 && roots[0]?.isDirectory ? roots[0] : null;
  const found = await Promise.all(roots.map((root) => filesIn(root)));
  const entries = found.flat().map(({ path, file }) => ({ file, path: only ? below(path, only.name) : path }));
  return { name: only?.name ?? "", entries: cleaned(entries) };
}

async function filesIn(entry: FileSystemEntry): Promise<Entry[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: Entry[] = [];
  // Browsers hand out a hundred at a time, and an empty list at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length) return found;
    for (const one of some) found.push(...(await filesIn(one)));
  }
}

const cleaned = (entries: Entry[]): Entry[] => entries.filter(({ path }) => !NOISE.test(path));

function commonTop(paths: readonly string[]): string {
  const tops = new Set(paths.map((path) => (path.includes("/") ? path.slice(0, path.indexOf("/")) : "")));
  return tops.size === 1 ? ([...tops][0] ?? "") : "";
}

const below = (path: string, top: string): string => (top && path.startsWith(`${top}/`) ? path.slice(top.length + 1) : path);

export const bytesOf = (entries: readonly Entry[]): number => entries.reduce((sum, { file }) => sum + file.size, 0);
