import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** V8 would give a synthesis of seconds 100 MB of new space on a large machine. */
export const SMALL_NEW_SPACE = '--max-semi-space-size=16';

/** Runs the CDK app in a process of its own (its memory is gone before the play) and answers the cloud assembly's folder. */
export function synthesize(folder = 'cdk.out'): string {
  const assembly = path.join(root, folder);
  const made = spawnSync(process.execPath, [SMALL_NEW_SPACE, path.join(root, 'infra/app.ts'), assembly], {
    cwd: root,
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`the synthesis failed:\n${made.stderr || made.stdout || made.error}`);
  return assembly;
}
