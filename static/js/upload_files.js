// Which files of a chosen or dropped folder are worth sending: what LoopBack's configuration consists of.

const LARGEST = 5 * 1024 * 1024;
const WANTED = /(\.(json|js)|(^|\/)(\.gitignore|\.env\.example))$/i;
const LEFT_AT_HOME = new Set(["node_modules", ".git", "bower_components"]);

/** Whether the server would want the file. `path` begins with the name of the chosen folder. */
export function isWanted(path, size) {
  const parts = path.split("/");
  return size <= LARGEST && WANTED.test(path) && !parts.some((part) => LEFT_AT_HOME.has(part));
}

/** Every wanted file below a dropped folder, as [path, file]. */
export async function wantedBelow(entry, prefix = "") {
  const path = prefix + entry.name;
  if (LEFT_AT_HOME.has(entry.name)) return [];
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return isWanted(path, file.size) ? [[path, file]] : [];
  }
  const found = [];
  for (const child of await childrenOf(entry)) found.push(...(await wantedBelow(child, `${path}/`)));
  return found;
}

/** A reader gives a folder in parts, and an empty part at its end. */
async function childrenOf(folder) {
  const reader = folder.createReader();
  const children = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!part.length) return children;
    children.push(...part);
  }
}

/** "12 files, 48 kB". */
export function describe(files) {
  const bytes = files.reduce((sum, [, file]) => sum + file.size, 0);
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${files.length} file${files.length === 1 ? "" : "s"}, ${size}`;
}
