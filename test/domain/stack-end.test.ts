import { describe, expect, it } from 'vitest';
import { judgeStackEnd, whyStackFailed } from '#domain/stack-end.ts';

const BEFORE = '2018-02-01T00:00:00.000Z';
const AFTER = '2018-02-08T09:00:00.000Z';

describe('the end of a stack', () => {
  it.each([
    ['CREATE_COMPLETE', AFTER, undefined, 'proceed'],
    ['UPDATE_COMPLETE', AFTER, BEFORE, 'proceed'],
    ['CREATE_COMPLETE', BEFORE, BEFORE, 'not-begun'],
    ['UPDATE_ROLLBACK_COMPLETE', BEFORE, BEFORE, 'not-begun'],
    ['UPDATE_ROLLBACK_COMPLETE', AFTER, BEFORE, 'fail'],
    ['UPDATE_IN_PROGRESS', AFTER, BEFORE, 'wait'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', AFTER, BEFORE, 'wait'],
    ['ROLLBACK_COMPLETE', AFTER, undefined, 'fail'],
    ['unknown', undefined, undefined, 'fail'],
  ])('that is %s, changed at %s where it was %s before, is answered with %s', (status, updatedAt, before, action) => {
    expect(judgeStackEnd({ status, updatedAt }, before).action).toBe(action);
  });
});

describe('why a stack failed', () => {
  const event = (id: string, status: string, reason?: string) => ({ id, status, reason, ofStack: id === 'demo' });

  it('is what failed first since it began, without what was only cancelled', () => {
    const newestFirst = [
      event('demo', 'UPDATE_ROLLBACK_COMPLETE'),
      event('Other', 'CREATE_FAILED', 'Resource creation cancelled'),
      event('Database', 'UPDATE_FAILED', 'No capacity.'),
      event('demo', 'UPDATE_IN_PROGRESS'),
      event('Database', 'CREATE_FAILED', 'Long ago.'),
    ];

    expect(whyStackFailed(newestFirst)).toBe('Database: No capacity.');
  });

  it('is told of three resources at most, the earliest first', () => {
    const failed = ['D', 'C', 'B', 'A'].map((id) => event(id, 'CREATE_FAILED', `${id} broke`));

    expect(whyStackFailed(failed)).toBe('A: A broke; B: B broke; C: C broke');
  });

  it('is not known where no event says so', () => {
    expect(whyStackFailed([event('demo', 'ROLLBACK_COMPLETE'), event('demo', 'CREATE_IN_PROGRESS')])).toBeUndefined();
  });
});
