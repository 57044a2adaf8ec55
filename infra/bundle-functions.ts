import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { baseName } from './names.ts';
import type { ProjectPaths } from './paths.ts';
import { schemaConstants } from './schema-constants.ts';

/** A bundled function and its size. */
export type Bundle = { name: string; bytes: number };

/**
 * Bundles all entry points in one esbuild call (NodejsFunction starts a process for each). CommonJS without splitting or
 * dynamic import, since each folder is one Lambda asset and one script of the twin's worlds.
 */
export const bundleFunctions = async (files: readonly string[], paths: ProjectPaths): Promise<Bundle[]> => {
  // A bundle of a function that is gone must not stay behind as an asset.
  rmSync(paths.bundles, { recursive: true, force: true });
  if (files.length === 0) return [];
  const result = await build({
    entryPoints: files.map((file) => ({ in: join(paths.functions, `${file}.ts`), out: `${baseName(file)}/index` })),
    // Relative paths only: where the checkout lies must not change a byte of the output.
    absWorkingDir: paths.root,
    outdir: paths.bundles,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    // Our errors and the SDK's carry their names as fields; kept names would cost a defined property a function at each cold start.
    keepNames: false,
    splitting: false,
    sourcemap: false,
    legalComments: 'none',
    alias: {
      '@aws-sdk/credential-provider-node': join(paths.functions, 'shared/clients/default-credentials.ts'),
      '@smithy/core/event-streams': join(paths.functions, 'shared/clients/no-event-streams.ts'),
    },
    supported: { 'dynamic-import': false },
    plugins: [schemaConstants],
    metafile: true,
    logLevel: 'error',
  });
  return Object.entries(result.metafile.outputs)
    .map(([path, output]) => ({ name: relative(paths.bundles, join(paths.root, path)).split('/')[0] ?? path, bytes: output.bytes }))
    .sort((a, b) => a.name.localeCompare(b.name));
};
