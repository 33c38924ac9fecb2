/** Doing redirections: files, copies of descriptors, here-documents; and ash's words when one fails. */
import { EBADF, ENOENT, ENOTDIR, errnoText } from '../fs/errno';
import type { FileSystem } from '../fs/file-system';
import { resolvePath } from '../fs/paths';
import { encodeText } from '../fs/text';
import { type Answer, failed, forAppending, forBoth, forCreating, forReading, value } from '../fs/vfs';
import type { Expander } from './expand';
import type { ToOpen } from './process';
import type { Redirection } from './syntax';

const modes = { read: forReading, create: forCreating, append: forAppending, both: forBoth };

export function toOpen({ fd, kind, target }: Redirection, expander: Expander): ToOpen {
  const path = expander.whole(target);
  return kind === 'duplicate' || kind === 'text' ? { fd, kind, path } : { fd, kind: 'file', path, mode: modes[kind] };
}

/** Answers with the handle that belongs to `fd` from now on; `undefined` when it is to be closed. */
export function openRedirection(
  files: FileSystem,
  cwd: string,
  descriptors: Readonly<Record<number, number>>,
  next: ToOpen,
): Answer<number | undefined> {
  if (next.kind === 'file') return files.open(resolvePath(cwd, next.path), next.mode);
  if (next.kind === 'text') return value(files.openText(encodeText(next.path)));
  if (next.path === '-') return value(undefined);
  const handle = /^\d+$/.test(next.path) ? descriptors[Number(next.path)] : undefined;
  return handle === undefined ? failed(EBADF) : value(files.share(handle));
}

/** The words of ash (shell/ash.c, openredirect): two errors have its own. */
export function whyNotRedirected(next: ToOpen, errno: number): string {
  const { path } = next;
  if (errno === EBADF) return `${path}: ${errnoText(errno)}`;
  const own = errno === ENOENT || errno === ENOTDIR;
  if (next.kind === 'file' && next.mode.create)
    return `can't create ${path}: ${own ? 'nonexistent directory' : errnoText(errno)}`;
  return `can't open ${path}: ${own ? 'no such file' : errnoText(errno)}`;
}
