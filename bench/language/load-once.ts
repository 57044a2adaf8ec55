import { readFileSync } from 'node:fs';
import { TEN_STATES } from './ten-states.ts';

/** The first load of a definition in this process, in milliseconds, once the modules are there. `argv`: who loads, and what. */
const [who, what = 'ten-states'] = process.argv.slice(2);
const definition = what === 'ten-states' ? TEN_STATES : JSON.parse(readFileSync(what, 'utf8'));

const loadMs = who === 'peer' ? await loadOfPeer() : await loadOfOurs();
process.stdout.write(`${JSON.stringify({ loadMs })}\n`);

async function loadOfOurs(): Promise<number> {
  const { compileMachine } = await import('#language/asl/index.ts');
  const startedMs = performance.now();
  compileMachine(definition);
  return performance.now() - startedMs;
}

async function loadOfPeer(): Promise<number> {
  const { StateMachine } = await import('aws-local-stepfunctions');
  const startedMs = performance.now();
  new StateMachine(definition);
  return performance.now() - startedMs;
}
