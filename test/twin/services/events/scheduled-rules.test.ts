import { describe, expect, it } from 'vitest';
import { START_MS } from '../account.ts';
import { openBus } from './open-bus.ts';

const MINUTE_MS = 60_000;
const ARN = 'arn:aws:events:us-east-1:123456789012:rule/on-change';
type ScheduledEvent = { id: string; time: string };

/** The rule on-change, which the function permits, started by a schedule. */
function openSchedule(expression: string, rule: object = {}) {
  const account = openBus();
  account.call('events', 'PutRule', { Name: 'on-change', ScheduleExpression: expression, ...rule });
  return {
    ...account,
    put: (input: object) => account.call('events', 'PutRule', { Name: 'on-change', ...input }),
    times: () => account.invocations.map(({ payload }) => (payload as ScheduledEvent).time.slice(11, 16)),
  };
}

describe('a rule with a schedule', () => {
  it('gives its target the event that AWS documents, within the minute', async () => {
    const { play, invocations } = openSchedule('cron(0 10 * * ? *)');

    await play(2 * 3600);

    expect(invocations).toHaveLength(1);
    const { atMs, payload } = invocations[0] as (typeof invocations)[0];
    expect(payload).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '123456789012',
      time: '2018-02-08T10:00:00Z',
      region: 'us-east-1',
      resources: [ARN],
      detail: {},
    });
    const dueMs = START_MS + 60 * MINUTE_MS;
    expect(atMs).toBeGreaterThanOrEqual(dueMs);
    expect(atMs).toBeLessThan(dueMs + MINUTE_MS);
  });

  it.each([
    ['rate(30 minutes)', ['09:30', '10:00', '10:30']],
    ['rate(1 hour)', ['10:00']],
    ['cron(0/20 9 * * ? *)', ['09:20', '09:40']],
  ])('starts by %s from its creation on', async (expression, expected) => {
    const { play, times } = openSchedule(expression);

    await play(100 * 60);

    expect(times()).toEqual(expected);
  });

  it('is not seen by rules that would match its event', async () => {
    const { call, play, journal } = openSchedule('rate(1 hour)');
    call('events', 'PutRule', { Name: 'all', EventPattern: '{"source":["aws.events"]}' });

    await play(2.1 * 3600);

    expect(journal('event').map((entry) => entry.rules)).toEqual([['on-change'], ['on-change']]);
  });

  it('takes matching events too when it has a pattern', async () => {
    const { cloud, play, invocations } = openSchedule('rate(1 hour)', { EventPattern: '{"source":["aws.rds"]}' });

    cloud.emit({ source: 'aws.rds', 'detail-type': 'x', detail: {} });
    await play(3700);

    expect(invocations.map(({ payload }) => (payload as { source: string }).source)).toEqual(['aws.rds', 'aws.events']);
  });

  it('rests while it is disabled and goes on in its old rhythm', async () => {
    const { call, play, times } = openSchedule('rate(10 minutes)');

    call('events', 'DisableRule', { Name: 'on-change' });
    await play(15 * 60);
    call('events', 'EnableRule', { Name: 'on-change' });
    await play(10 * 60);

    expect(times()).toEqual(['09:20']);
  });

  it('stops when it is deleted, and when the schedule is put away', async () => {
    const deleted = openSchedule('rate(1 hour)');
    deleted.call('events', 'RemoveTargets', { Rule: 'on-change', Ids: ['1'] });
    deleted.call('events', 'DeleteRule', { Name: 'on-change' });
    const changed = openSchedule('rate(1 hour)');
    changed.put({ EventPattern: '{"source":["x"]}' });

    await deleted.play(2 * 3600);
    await changed.play(2 * 3600);

    expect([deleted.journal('event'), changed.journal('event')]).toEqual([[], []]);
  });

  it('counts a new rate from the change', async () => {
    const { put, play, times } = openSchedule('rate(1 hour)');

    await play(10 * 60);
    put({ ScheduleExpression: 'rate(15 minutes)' });
    await play(20 * 60);

    expect(times()).toEqual(['09:25']);
  });

  it('shows its schedule', () => {
    const { call } = openSchedule('rate(1 hour)');

    const found = call('events', 'ListRules', { NamePrefix: 'on' }).Rules;

    expect(found).toEqual([{ Name: 'on-change', Arn: ARN, ScheduleExpression: 'rate(1 hour)', State: 'ENABLED', EventBusName: 'default' }]);
  });

  it.each([
    'rate(1 minutes)',
    'rate(10 minute)',
    'rate(0 minutes)',
    'rate(10 MINUTES)',
    'at(2018-02-08T10:00:00)',
    'cron(0 1 * * * *)',
    'x',
  ])('is refused for %s', (expression) => {
    const { put } = openSchedule('rate(1 hour)');

    expect(() => put({ ScheduleExpression: expression })).toThrow('Parameter ScheduleExpression is not valid.');
  });
});
