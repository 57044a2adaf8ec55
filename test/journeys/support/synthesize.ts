import type { TestProject } from 'vitest/node';
import { synthesize } from '#cli/synthesize.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of the cloud assembly that every journey plays. */
    assembly: string;
  }
}

/** Synthesizes the control plane once for all journeys. */
export default function setup(project: TestProject): void {
  project.provide('assembly', synthesize('out/test-assembly'));
}
