import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** A hang is a failure, never a wait. */
const limits = { testTimeout: 60_000, hookTimeout: 120_000 };
/** Rooms whose tests patch nothing outside themselves, so that their files may share a process and what it has loaded. */
const pure = ['domain', 'events', 'infra', 'language', 'rehearsal', 'site', 'twin'].map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    // By default one core stays free for a person at work; here nobody waits for anything else.
    maxWorkers: availableParallelism(),
    // The long stories first: the many small files fill the cores at the end.
    projects: [
      {
        test: {
          ...limits,
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          // Whole stories on the embedded cloud, all from one synthesis.
          globalSetup: ['test/journeys/support/synthesize.ts'],
          // A story changes nothing outside its own cloud, so that files may share the compiled bundles and the SDK's schemas.
          isolate: false,
        },
      },
      { test: { ...limits, name: 'pure', include: pure, isolate: false } },
      { test: { ...limits, name: 'rooms', include: ['test/**/*.test.ts'], exclude: ['test/journeys/**', ...pure] } },
    ],
  },
});
