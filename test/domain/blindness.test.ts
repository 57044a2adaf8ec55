import { describe, expect, it } from 'vitest';
import { blindness } from '#domain/probe-evidence.ts';
import { ACCEPTED, at, bad, evidence, good } from './failover-support.ts';

describe('a probe that', () => {
  it('was answered well before the reboot only at the very instant of it is blind', () => {
    const answered = (second: number) => good(second, 'db-a', { milliseconds: (ACCEPTED - second) * 1_000 });

    expect(blindness(evidence({}, (second) => (second < ACCEPTED ? answered(second) : undefined)))).toContain('before the reboot');
    expect(
      blindness(evidence({ acceptedMs: at(ACCEPTED) + 1 }, (second) => (second < ACCEPTED ? answered(second) : undefined))),
    ).toBeUndefined();
  });

  it('could not read its rows back is blind, unless the site erred to the last', () => {
    const last = 339;

    expect(blindness(evidence({ rows: undefined }))).toContain('read back');
    expect(blindness(evidence({ rows: undefined }, (second) => (second === last ? bad(second) : undefined)))).toBeUndefined();
    expect(blindness(evidence({ rows: undefined }, (second) => (second === last - 1 ? bad(second) : undefined)))).toContain('read back');
  });
});
