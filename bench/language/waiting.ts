import { jsonLines, run } from '../child.ts';
import { inProcesses, print, WIDTHS } from '../rounds.ts';

type Waited = { timers: number; fired: number; turns: number; cpuMs: number; bytesEach: number };

const WAYS = { wait: 'in a Wait state', token: 'for a task token' } as const;

/** What 1,000 executions cost while they wait: 29 virtual days in which nothing is due. */
export async function benchWaiting(): Promise<void> {
  for (const [way, words] of Object.entries(WAYS)) {
    const all: Waited[] = [];
    await inProcesses({
      [way]: async () => {
        const { stdout } = await run(['--expose-gc', 'bench/language/wait-once.ts', way]);
        all.push(...jsonLines<Waited>(stdout));
        return 0;
      },
    });
    const [{ timers = 0, fired = 0, turns = 0 } = {}] = all;
    print({ what: `CPU ms of 29 days, 1,000 ${words}`, ours: all.map(({ cpuMs }) => cpuMs), digits: 2, limit: 'nothing' });
    print({ what: `KB an execution, ${words}`, ours: all.map(({ bytesEach }) => bytesEach / 1024), digits: 1 });
    process.stdout.write(`${''.padEnd(WIDTHS.what)} ${timers} timers set, ${fired} fired, ${turns} turn of the loop in those days\n`);
  }
}
