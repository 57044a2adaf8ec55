import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/][^\\/]+\.js$/;
const CONSTANT = /^const (_\w+) = ("[^"\\]*");$/gm;
const COMPUTED_KEY = /\[(_\w+)\]:/g;

/**
 * Writes the clients' schemas with plain keys (`xmlName:` for `[_xN]:`, a constant of the same file). esbuild keeps whatever has a
 * computed key, since computing may have an effect: a bundle that describes instances held all 800 operations of EC2.
 */
export const schemaConstants: Plugin = {
  name: 'schema-constants',
  setup(build) {
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => ({ contents: withPlainKeys(await readFile(path, 'utf8')), loader: 'js' }));
  },
};

function withPlainKeys(code: string): string {
  const constants = new Map([...code.matchAll(CONSTANT)].map(([, name, text]) => [name, text]));
  return code.replace(COMPUTED_KEY, (found, name: string) => (constants.has(name) ? `${constants.get(name)}:` : found));
}
