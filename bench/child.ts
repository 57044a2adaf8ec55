import { spawn } from 'node:child_process';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
/** Makes any Node process tell its largest resident size as its last word. */
const TELL_MEMORY = `data:text/javascript,process.on('exit',()=>process.stderr.write('maxrss '+process.resourceUsage().maxRSS+'\\n'))`;

export type Finished = { stdout: string; wallSeconds: number; maxRssMb: number };

/** Runs a script with this Node and measures the whole process. */
export function run(args: readonly string[]): Promise<Finished> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', TELL_MEMORY, ...args], { cwd: root });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0) return reject(new Error(`${args.join(' ')} ended with ${code}:\n${stderr}`));
      const kilobytes = Number(/maxrss (\d+)/.exec(stderr)?.[1] ?? Number.NaN);
      resolve({ stdout, wallSeconds: (performance.now() - started) / 1000, maxRssMb: kilobytes / 1024 });
    });
  });
}

/** The JSON lines that a script printed. */
export const jsonLines = <T>(stdout: string): T[] =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as T);
