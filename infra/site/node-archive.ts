import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const nodeFolder = resolve(import.meta.dirname, '../../site/node');
const blockBytes = 512;

/** A file of the archive, its path below site/node. */
type NodeFile = { path: string; content: Buffer };

/** The node's files as a tar.gz: what the assets bucket's node.tar.gz holds. */
export const nodeArchive = (): Buffer => gzipSync(tarOf(nodeFiles()), { level: 9 });

/** Every file of site/node, in a stable order. */
export const nodeFiles = (): NodeFile[] =>
  readdirSync(nodeFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(nodeFolder.length + 1), content: readFileSync(path) }));

/** A POSIX ustar archive; every file may be run, since a shell is what runs most of them. */
export const tarOf = (files: readonly NodeFile[]): Buffer => {
  const blocks = files.flatMap(({ path, content }) => [headerOf(path, content.length), content, padding(content.length)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]);
};

const padding = (size: number): Buffer => Buffer.alloc((blockBytes - (size % blockBytes)) % blockBytes);

const headerOf = (path: string, size: number): Buffer => {
  const header = Buffer.alloc(blockBytes);
  const put = (text: string, offset: number): number => header.write(text, offset, 'latin1');
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  put(path, 0);
  put(octal(0o755, 7), 100);
  put(octal(0, 7), 108);
  put(octal(0, 7), 116);
  put(octal(size, 11), 124);
  // Always the same instant: the same sources make the same archive, and no new version of it.
  put(octal(0, 11), 136);
  put('        0', 148);
  put('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
};
