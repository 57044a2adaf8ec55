import { describe, expect, it } from 'vitest';
import { type DeliveryEnd, deliver, type RetryPolicy } from '#twin/delivery/deliver.ts';
import { AwsError } from '#twin/errors.ts';
import { openAccount, START_MS } from '../services/account.ts';

const DAY_MS = 86_400_000;
const DEFAULT: RetryPolicy = { maximumAttempts: 185, maximumAgeMs: DAY_MS };
const throttled = (): never => {
  throw new AwsError('ThrottlingException', 'Rate exceeded');
};

/** A delivery played to its end, with the moments at which it was tried. */
async function play(retry: RetryPolicy, attempt: (tries: number) => unknown) {
  const { cloud } = openAccount([]);
  const triedMs: number[] = [];
  let ended: DeliveryEnd | undefined;
  const once = () => {
    triedMs.push(cloud.clock.nowMs - START_MS);
    return attempt(triedMs.length) as object;
  };
  deliver(cloud, cloud.random.split('test'), 'x', retry, once, (end) => {
    ended = end;
  });
  await cloud.runUntil(START_MS + 2 * DAY_MS);
  return { triedMs, ended, pauses: triedMs.slice(1).map((atMs, index) => atMs - (triedMs[index] as number)) };
}

describe('a delivery', () => {
  it('ends with the first attempt that works', async () => {
    const { triedMs, ended } = await play(DEFAULT, (tries) => (tries < 4 ? throttled() : {}));

    expect(triedMs).toHaveLength(4);
    expect(ended).toEqual({ delivered: true, attempts: 3 });
  });

  it('doubles its pauses, each with jitter over its half', async () => {
    const { pauses } = await play({ ...DEFAULT, maximumAttempts: 8 }, throttled);

    pauses.forEach((pauseMs, index) => {
      expect(pauseMs).toBeGreaterThanOrEqual(500 * 2 ** index);
      expect(pauseMs).toBeLessThanOrEqual(1000 * 2 ** index);
    });
    expect(pauses).toHaveLength(8);
  });

  it('is given up after 24 hours or 185 attempts, whichever comes first', async () => {
    const { triedMs, ended } = await play(DEFAULT, throttled);

    expect(ended).toMatchObject({ delivered: false, exhausted: 'MaximumRetryAttempts', attempts: 185 });
    expect(triedMs.at(-1)).toBeLessThan(DAY_MS);
    expect(triedMs.at(-1)).toBeGreaterThan(DAY_MS / 2);
  });

  it('is tried once only when the policy allows no retry', async () => {
    const { triedMs, ended } = await play({ ...DEFAULT, maximumAttempts: 0 }, throttled);

    expect(triedMs).toEqual([0]);
    expect(ended).toMatchObject({ exhausted: 'MaximumRetryAttempts', attempts: 0 });
  });

  it('is not tried later than the age of the event allows', async () => {
    const { triedMs, ended } = await play({ ...DEFAULT, maximumAgeMs: 60_000 }, throttled);

    expect(triedMs.at(-1)).toBeLessThanOrEqual(60_000);
    expect(ended).toMatchObject({ exhausted: 'MaximumEventAgeInSeconds' });
  });

  it('is not tried again when that cannot help, and says no limit', async () => {
    const { triedMs, ended } = await play(DEFAULT, () => {
      throw new AwsError('AccessDeniedException', 'no');
    });

    expect(triedMs).toEqual([0]);
    expect(ended).toEqual({ delivered: false, attempts: 0, failure: expect.objectContaining({ code: 'NO_PERMISSIONS' }) });
  });

  it('takes a rejected promise as it takes an error', async () => {
    const { ended } = await play(DEFAULT, (tries) => (tries === 1 ? Promise.reject(new AwsError('ThrottlingException', 'x')) : {}));

    expect(ended).toEqual({ delivered: true, attempts: 1 });
  });
});
