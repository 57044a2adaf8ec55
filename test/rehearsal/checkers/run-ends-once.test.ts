import { describe, expect, it } from 'vitest';
import { ended, inserted, instead, put, saysOf, soundRun, without } from './planted.ts';

const CHECKER = 'run-ends-once';

describe(CHECKER, () => {
  it('finds a run that never ends', () => {
    expect(saysOf(CHECKER, without(soundRun(), 'ended'))).toEqual(['run-1 started and never ended.']);
  });

  it('finds a run that ends twice', () => {
    const found = saysOf(CHECKER, inserted(soundRun(), 'ended', ended('run-1', 'ABORTED', {}, 'ended again')));

    expect(found).toEqual([expect.stringContaining('run-1 ended PASSED and again ABORTED')]);
  });

  it('finds two tellings of one verdict', () => {
    expect(saysOf(CHECKER, inserted(soundRun(), 'ended', ended('run-1', 'PASSED', {}, 'ended again')))).toHaveLength(1);
  });

  it('finds a run that keeps its lease', () => {
    const found = saysOf(CHECKER, without(soundRun(), 'release'));

    expect(found).toContainEqual(expect.stringContaining('run-1 has ended and still holds its site'));
  });

  it('finds a run that takes the lease again after its end', () => {
    const found = saysOf(CHECKER, inserted(soundRun(), 'ended', put('lease again', { pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-1' })));

    expect(found).toEqual(['run-1 has ended; at the end of the journal it holds myapp.']);
  });

  it('bears one event that is delivered twice', () => {
    expect(saysOf(CHECKER, inserted(soundRun(), 'ended', ended('run-1')))).toEqual([]);
  });

  it('bears the next run that holds the site when a run tells its end', () => {
    const next = put('next lease', { pk: 'SITE#myapp', sk: 'LEASE', holder: 'run-2' });

    expect(saysOf(CHECKER, inserted(soundRun(), 'release', next))).toEqual([]);
  });

  it('bears a run of any verdict', () => {
    expect(saysOf(CHECKER, instead(soundRun(), 'ended', ended('run-1', 'ERRORED')))).toEqual([]);
  });
});
