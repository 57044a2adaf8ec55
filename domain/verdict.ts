/**
 * How a run ended. FAILED: the site missed its objective. REFUSED: a gate said no. ABORTED: stopped by lever, person
 * or stop condition. ERRORED: our tool broke. The last four are never confused, and ERRORED is never PASSED.
 */
export const VERDICTS = ['PASSED', 'FAILED', 'REFUSED', 'ABORTED', 'ERRORED'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** How an execution that ended without a verdict of its own is to be closed. */
export function verdictOfExecution(status: 'ABORTED' | 'TIMED_OUT' | 'FAILED'): { verdict: Verdict; reason: string } {
  switch (status) {
    case 'ABORTED':
      return { verdict: 'ABORTED', reason: 'The execution was stopped from outside.' };
    case 'TIMED_OUT':
      return { verdict: 'ERRORED', reason: 'The execution took longer than its state machine allows.' };
    case 'FAILED':
      return { verdict: 'ERRORED', reason: 'The execution failed before it could give a verdict.' };
    default: {
      const never: never = status;
      throw new RangeError(`No verdict is known for an execution that is ${String(never)}.`);
    }
  }
}
