import { join, resolve } from 'node:path';
import { TablesError } from './check-tables.ts';
import { projectPaths } from './paths.ts';
import { synthesize } from './synthesize.ts';
import { readTables } from './tables.ts';

const root = resolve(import.meta.dirname, '..');
// The CDK's CLI says where it wants the assembly, and what it does next is to deploy it: only then is validation worth its time.
const wantedByCli = process.env.CDK_OUTDIR;

try {
  await synthesize({
    tables: await readTables(),
    paths: projectPaths(root),
    outdir: wantedByCli ?? join(root, 'cdk.out'),
    validate: wantedByCli !== undefined,
  });
} catch (error) {
  if (!(error instanceof TablesError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
