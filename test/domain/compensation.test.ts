import { describe, expect, it } from 'vitest';
import { mayLiftProtection, planCompensation, type StandingStack } from '#domain/compensation.ts';
import type { Layer } from '#domain/glossary.ts';

const RUN = { site: 'myapp', runId: 'run-2', startedAt: '2018-02-08T09:00:00.000Z' };
const BEFORE = '2018-02-01T09:00:00.000Z';
const SINCE = '2018-02-08T09:05:00.000Z';
const made = (layer: Layer, status = 'CREATE_COMPLETE'): StandingStack => ({
  layer,
  status,
  madeBy: 'run-2',
  createdAt: SINCE,
  updatedAt: SINCE,
});
const older = (layer: Layer, status: string, updatedAt: string): StandingStack => ({
  layer,
  status,
  madeBy: 'run-1',
  createdAt: BEFORE,
  updatedAt,
});

describe('a compensation', () => {
  it('takes the stacks of its own run in reverse, in whatever state they are', () => {
    const stacks = [
      older('network', 'CREATE_COMPLETE', BEFORE),
      made('database', 'CREATE_IN_PROGRESS'),
      made('cache'),
      made('web', 'ROLLBACK_FAILED'),
    ];

    expect(planCompensation(stacks, RUN)).toEqual({ take: ['web', 'database', 'cache'], keep: [] });
  });

  it('takes a stack that was never executed, whoever left it', () => {
    const review = { ...older('cache', 'REVIEW_IN_PROGRESS', BEFORE), madeBy: undefined };

    expect(planCompensation([review], RUN).take).toEqual(['cache']);
  });

  it.each([
    ['UPDATE_COMPLETE', SINCE, 'keep'],
    ['UPDATE_IN_PROGRESS', SINCE, 'keep'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', SINCE, 'keep'],
    ['UPDATE_ROLLBACK_FAILED', SINCE, 'keep'],
    ['UPDATE_COMPLETE', BEFORE, 'take'],
    ['UPDATE_ROLLBACK_COMPLETE', SINCE, 'take'],
    ['CREATE_COMPLETE', BEFORE, 'take'],
  ] as const)('with an older layer above that is %s since %s: %s', (status, updatedAt, fate) => {
    const { take, keep } = planCompensation([made('cache'), older('web', status, updatedAt)], RUN);

    expect(fate === 'take' ? take : keep.map(({ layer }) => layer)).toEqual(['cache']);
  });

  it('takes what stands above the older layer that was changed', () => {
    const { take, keep } = planCompensation([made('cache'), older('web', 'UPDATE_COMPLETE', SINCE), made('watch')], RUN);

    expect([take, keep.map(({ layer }) => layer)]).toEqual([['watch'], ['cache']]);
  });
});

describe('the protection of a database', () => {
  it.each([
    ['run-2', SINCE, SINCE, true],
    ['run-2', SINCE, undefined, true],
    ['run-1', SINCE, SINCE, false],
    [undefined, SINCE, SINCE, false],
    ['run-2', BEFORE, SINCE, false],
    ['run-2', SINCE, BEFORE, false],
  ])('made by %s in a stack of %s, itself of %s, may be lifted: %s', (madeBy, stackCreatedAt, databaseCreatedAt, may) => {
    expect(mayLiftProtection({ madeBy, stackCreatedAt, databaseCreatedAt }, RUN)).toBe(may);
  });
});
