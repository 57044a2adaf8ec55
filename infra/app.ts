import { join, resolve } from 'node:path';
import { TablesError } from './check-tables.ts';
import { projectPaths } from './paths.ts';
import { synthesize } from './synthesize.ts';
import { readTables } from './tables.ts';

const root = resolve(import.meta.dirname, '..');
// Who names a folder plays with the assembly. The CDK's CLI says by its variable where it wants it, and what it does next is to
// deploy it: only then is validation worth its time.
const folder = process.argv[2];
const wantedByCli = process.env.CDK_OUTDIR;

try {
  await synthesize({
    tables: await readTables(),
    paths: projectPaths(root),
    outdir: resolve(folder ?? wantedByCli ?? join(root, 'cdk.out')),
    validate: folder === undefined && wantedByCli !== undefined,
  });
} catch (error) {
  if (!(error instanceof TablesError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
