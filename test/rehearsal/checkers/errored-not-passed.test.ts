import { describe, expect, it } from 'vitest';
import { ended, execution, inserted, instead, saysOf, soundRun, verdict, without } from './planted.ts';

const CHECKER = 'errored-not-passed';

describe(CHECKER, () => {
  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('finds a PASSED run whose execution had %s', (status) => {
    const found = saysOf(CHECKER, inserted(soundRun(), 'act', execution('run-1', status)));

    expect(found).toEqual([expect.stringContaining(`run-1 is PASSED, and its execution had ${status}`)]);
  });

  it('finds a PASSED run whose record in the ledger says ERRORED', () => {
    const found = saysOf(CHECKER, instead(soundRun(), 'verdict', verdict('run-1', 'ERRORED')));

    expect(found).toEqual([expect.stringContaining('told as PASSED, and the ledger says ERRORED')]);
  });

  it('finds a verdict that is told and was never written', () => {
    expect(saysOf(CHECKER, without(soundRun(), 'verdict'))).toEqual([expect.stringContaining('the ledger says nothing')]);
  });

  it.each([
    ['nothing at all', {}, 'anything'],
    ['one of its numbers', { rtoSeconds: 80, rpoWrites: null }, 'rpoWrites'],
  ])('finds a PASSED run that did not measure %s', (_, measured, told) => {
    const found = saysOf(CHECKER, instead(soundRun(), 'ended', ended('run-1', 'PASSED', { measured })));

    expect(found).toEqual([expect.stringContaining(`without having measured ${told}`)]);
  });

  it('bears an ERRORED run that measured nothing and whose execution failed', () => {
    const steps = instead(soundRun(), 'verdict', execution('run-1', 'FAILED'), verdict('run-1', 'ERRORED'));

    expect(saysOf(CHECKER, instead(steps, 'ended', ended('run-1', 'ERRORED', { measured: {} })))).toEqual([]);
  });

  it('bears an execution that fails after its run was told as PASSED', () => {
    expect(saysOf(CHECKER, instead(soundRun(), 'execution SUCCEEDED', execution('run-1', 'FAILED')))).toEqual([]);
  });
});
