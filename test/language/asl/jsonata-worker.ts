import { parentPort, workerData } from 'node:worker_threads';
import { compileExpression, evaluate } from '#language/asl/jsonata.ts';

/** Evaluates expressions one by one, within the memory that the thread was given; answers `[outcome, milliseconds]` of each. */
const numbers = Array.from({ length: 20_000 }, (_, i) => i);
const input = {
  numbers,
  text: 'a'.repeat(100_000),
  nearly: `${'a'.repeat(40)}!`,
  members: Object.fromEntries(numbers.map((i) => [`k${i}`, i])),
  // Long texts use up what an evaluation may do sooner than many members, and the test's own time less.
  records: Array.from({ length: 3_000 }, (_, i) => ({ i, note: 'n'.repeat(200) })),
  lists: Array.from({ length: 300 }, () => Array.from({ length: 300 }, (_, i) => ({ i }))),
};

for (const text of workerData as string[]) {
  const bindings = Object.assign(Object.create(null), { in: input }) as never;
  const startMs = performance.now();
  const ambient = { random: () => 0.5, uuid: () => '', nowMs: 0 };
  const outcome = await evaluate(compileExpression(`{% ${text} %}`), 'Output', bindings, ambient).then(
    () => 'an answer',
    (error: Error) => error.message.slice(error.message.indexOf('evaluation') + 'evaluation: '.length),
  );
  parentPort?.postMessage([outcome, performance.now() - startMs]);
}
