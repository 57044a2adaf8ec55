import { compileMachine, startExecution } from '#language/asl/index.ts';
import { contextOf, stillHost } from './still-host.ts';

/**
 * One Map of so many items in this process. `argv`: INLINE or DISTRIBUTED, and the number of items. Inline in an Express machine,
 * since a Standard execution ends with its 25,000th event; distributed in a Standard one, where each item is an execution of its own.
 */
const mode = process.argv[2];
const items = Number(process.argv[3]);
const MACHINE = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: {
        ProcessorConfig: mode === 'DISTRIBUTED' ? { Mode: mode, ExecutionType: 'EXPRESS' } : { Mode: mode },
        StartAt: 'Keep',
        States: { Keep: { Type: 'Pass', End: true } },
      },
      End: true,
    },
  },
};

// One digit an item: 100,000 of them stay below the 256 KiB that a state's input may have.
const input = { items: Array.from({ length: items }, (_, n) => n % 10) };
const machine = compileMachine(MACHINE, { type: mode === 'INLINE' ? 'EXPRESS' : 'STANDARD' });
const startedMs = performance.now();
const execution = startExecution(machine, { input, context: contextOf(input), host: stillHost, history: false });
await execution.finished;
const tookMs = performance.now() - startedMs;
if (execution.status !== 'SUCCEEDED' || (execution.output as unknown[]).length !== items)
  throw new Error(`${execution.status}: ${execution.cause}`);
process.stdout.write(`${JSON.stringify({ tookMs })}\n`);
