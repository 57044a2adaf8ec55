import { SMALL_NEW_SPACE } from '#cli/synthesize.ts';
import { jsonLines, run } from './child.ts';
import { median, spread } from './statistics.ts';

/** The limits that the weekend was asked to keep. */
const LIMITS = { startSeconds: 20, memoryMb: 600, timesRealTime: 50_000 };
const RUNS = 5;

type Played = { wallSeconds: number; virtualSeconds: number };

/** `npm start` whole (synthesis and play, as two processes) and the four virtual days alone; each run in fresh processes. */
export async function benchWeekend(): Promise<void> {
  const start: number[] = [];
  const speed: number[] = [];
  const memory = { synth: [] as number[], play: [] as number[] };
  for (let i = 0; i < RUNS; i++) {
    const synth = await run([SMALL_NEW_SPACE, 'infra/app.ts', 'out/bench-assembly']);
    const weekend = await run([
      'cli/nines.ts',
      'rehearse',
      '--site',
      'sites/myapp.yaml',
      '--assembly',
      'out/bench-assembly',
      '--out',
      'out/bench',
      '--json',
    ]);
    const [played] = jsonLines<Played>(weekend.stdout);
    start.push(synth.wallSeconds + weekend.wallSeconds);
    memory.synth.push(synth.maxRssMb);
    memory.play.push(weekend.maxRssMb);
    if (played) speed.push(played.virtualSeconds / played.wallSeconds);
  }
  const rows = [
    ['synthesis and play, s', spread(start), `${(median(start) / LIMITS.startSeconds).toFixed(2)} of ${LIMITS.startSeconds}`],
    [
      'memory of the synthesis, MB',
      spread(memory.synth, 0),
      `${(median(memory.synth) / LIMITS.memoryMb).toFixed(2)} of ${LIMITS.memoryMb}`,
    ],
    ['memory of the play, MB', spread(memory.play, 0), `${(median(memory.play) / LIMITS.memoryMb).toFixed(2)} of ${LIMITS.memoryMb}`],
    [
      'times real time, play alone',
      spread(speed, 0),
      `${(median(speed) / LIMITS.timesRealTime).toFixed(2)} of ${LIMITS.timesRealTime} (more is better)`,
    ],
  ];
  for (const [what, figure, ratio] of rows) process.stdout.write(`${what?.padEnd(30)} ${figure?.padEnd(28)} ${ratio}\n`);
}
