import type fs from 'node:fs';
import { facade } from './facade.ts';

const PROBES = ['readFile', 'stat', 'lstat', 'access', 'readdir', 'open', 'realpath'] as const;

/** A file system without a file: the SDK looks for its shared configuration there and finds none. Writing is refused by name. */
export function emptyFileSystem(real: typeof fs): Record<string, unknown> {
  const given: Record<string, unknown> = {
    existsSync: () => false,
    constants: real.constants,
    // Bundles ask whether a body is a file's stream; no object ever is.
    ReadStream: class ReadStream {},
    promises: facade(
      'fs.promises',
      real.promises,
      Object.fromEntries(PROBES.map((name) => [name, (path: string) => Promise.reject(missing(name, path))])),
    ),
  };
  for (const name of PROBES) {
    given[`${name}Sync`] = (path: string) => {
      throw missing(name, path);
    };
    given[name] = (path: string, ...rest: unknown[]) => {
      const done = rest.at(-1);
      if (typeof done === 'function') queueMicrotask(() => done(missing(name, path)));
    };
  }
  return facade('fs', real, given);
}

function missing(operation: string, path: string): Error {
  const syscall = operation === 'readFile' ? 'open' : operation;
  return Object.assign(new Error(`ENOENT: no such file or directory, ${syscall} '${path}'`), { code: 'ENOENT', errno: -2, syscall, path });
}
