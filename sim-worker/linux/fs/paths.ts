/** Path names: absolute, without `.`, `..` and doubled slashes, once `resolvePath` has seen them. */

export function resolvePath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const joinPath = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);

/** Those of `paths` that stand directly in `folder`, sorted. */
export function childrenOf(folder: string, paths: Iterable<string>): readonly string[] {
  const start = folder === '/' ? '/' : `${folder}/`;
  const found: string[] = [];
  for (const path of paths) {
    if (path.length > start.length && path.startsWith(start) && !path.includes('/', start.length)) found.push(path);
  }
  return found.sort();
}
