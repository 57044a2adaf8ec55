import { describe, expect, it } from 'vitest';
import { inserted, instead, put, saysOf, soundRun } from './planted.ts';

const CHECKER = 'one-run-per-site';

describe(CHECKER, () => {
  it('finds a run that proceeds while another has no verdict yet', () => {
    const steps = inserted(soundRun('run-1'), 'act', ...soundRun('run-2'));

    const found = saysOf(CHECKER, steps);

    expect(found).toEqual([expect.stringMatching(/run-2 proceeds on myapp while run-1 has no verdict yet/)]);
  });

  it('bears one run after the other', () => {
    expect(saysOf(CHECKER, [...soundRun('run-1'), ...soundRun('run-2')])).toEqual([]);
  });

  it('bears two runs on two sites', () => {
    expect(saysOf(CHECKER, inserted(soundRun('run-1'), 'act', ...soundRun('run-2', 'other')))).toEqual([]);
  });

  it('bears a second run that was refused', () => {
    const refused = put('refused', { pk: 'RUN#run-2', sk: 'AUDIT#2018#0', what: 'chaos-experiment: refuse', site: 'myapp' });

    expect(saysOf(CHECKER, inserted(soundRun('run-1'), 'act', refused))).toEqual([]);
  });

  it('does not count a proceeding that the ledger refused to write', () => {
    const steps = soundRun('run-2');
    const proceed = steps.find(({ name }) => name === 'proceed');
    const failed = { ...(proceed as (typeof steps)[number]), fields: { ...proceed?.fields, outcome: 'ConditionalCheckFailedException' } };

    expect(saysOf(CHECKER, inserted(soundRun('run-1'), 'act', ...instead(steps, 'proceed', failed)))).toEqual([]);
  });
});
