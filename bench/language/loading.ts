import { readFileSync } from 'node:fs';
import path from 'node:path';
import { StateMachine } from 'aws-local-stepfunctions';
import { compileMachine } from '#language/asl/index.ts';
import { jsonLines, root, run } from '../child.ts';
import { inProcesses, inTurn, print } from '../rounds.ts';
import { TEN_STATES } from './ten-states.ts';

const LOADS = 100;
const LIMIT = '≤ 5 ms';
/** The longest of our machines; in JSONata, which the peer does not read. */
const LONGEST = path.join(root, 'statemachines/provision-site.asl.json');

/** Loading a definition, both with their validation: the first in a process, and once the engine has compiled the compiler. */
export async function benchLoading(): Promise<void> {
  const load =
    (...args: string[]) =>
    async (): Promise<number> => {
      const { stdout } = await run(['bench/language/load-once.ts', ...args]);
      return jsonLines<{ loadMs: number }>(stdout)[0]?.loadMs ?? Number.NaN;
    };
  const cold = await inProcesses({ ours: load('ours'), peer: load('peer'), longest: load('ours', LONGEST) });
  const longest = JSON.parse(readFileSync(LONGEST, 'utf8'));
  const warm = await inTurn(
    {
      ours: (times) => repeatedly(times, () => compileMachine(TEN_STATES)),
      peer: (times) => repeatedly(times, () => new StateMachine(TEN_STATES as never)),
      longest: (times) => repeatedly(times, () => compileMachine(longest)),
    },
    LOADS,
  );
  print({ what: 'ms to load ten states, first in a process', ours: cold.ours, peer: cold.peer, digits: 2, limit: LIMIT });
  print({ what: 'ms to load ten states, later', ours: warm.ours, peer: warm.peer, digits: 2, limit: LIMIT });
  print({ what: 'ms to load provision-site, first', ours: cold.longest, digits: 2, limit: LIMIT });
  print({ what: 'ms to load provision-site, later', ours: warm.longest, digits: 2, limit: LIMIT });
}

function repeatedly(times: number, act: () => unknown): void {
  for (let n = 0; n < times; n++) act();
}
