import { describe, expect, it } from 'vitest';
import { findPhases, notFollowed } from '#domain/failover-phases.ts';
import { at, bad, evidence, good } from './failover-support.ts';

describe('findPhases', () => {
  it('reads the phases from the samples', () => {
    const phases = findPhases(evidence());

    expect(phases).toMatchObject({
      acceptedMs: at(30),
      firstErrorMs: at(46),
      dnsMovedMs: at(106) + 50,
      firstReadMs: at(106) + 50,
      firstWriteMs: at(106) + 50,
      lastErrorMs: at(105),
      recoveredMs: at(106) + 50,
      redundantAgainMs: at(300),
      rtoSeconds: 60.1,
      rpoWrites: 0,
      missing: [],
      writerAfter: { writer: 'db-b', writerZone: 'us-east-1b' },
    });
    expect(phases.nodes).toEqual([
      { node: 'i-0', followedAtMs: at(106) + 50, lastWriter: 'db-b', errors: 30 },
      { node: 'i-1', followedAtMs: at(107) + 50, lastWriter: 'db-b', errors: 30 },
    ]);
  });

  it('does not depend on the order in which answers came', () => {
    const told = evidence();

    expect(findPhases({ ...told, samples: [...told.samples].reverse() })).toEqual(findPhases(told));
  });

  it('tells reading from writing', () => {
    const phases = findPhases(evidence({}, (second) => (second >= 90 && second < 106 ? bad(second, { isRead: true }) : undefined)));

    expect(phases).toMatchObject({ firstReadMs: at(90) + 20, firstWriteMs: at(106) + 50 });
  });

  it('counts the outage until no error is seen any more, not until the first good answer', () => {
    const phases = findPhases(evidence({}, (second) => (second === 150 ? bad(second) : undefined)));

    expect(phases).toMatchObject({ firstWriteMs: at(106) + 50, lastErrorMs: at(150), recoveredMs: at(151) + 50, rtoSeconds: 105.1 });
  });

  it('counts an error of the static page too', () => {
    const phases = findPhases(
      evidence({}, (second) => (second === 40 ? { ...good(40, 'db-a'), page: { status: 502, milliseconds: 5 } } : undefined)),
    );

    expect(phases.firstErrorMs).toBe(at(40));
  });

  it('counts a request that was open when the reboot was taken, and none that had ended', () => {
    const open = findPhases(
      evidence({}, (second) => (second === 28 ? bad(28, { status: undefined, failure: 'timeout', milliseconds: 5_000 }) : undefined)),
    );
    const ended = findPhases(evidence({}, (second) => (second === 28 ? bad(28) : undefined)));

    expect(open.firstErrorMs).toBe(at(28));
    expect(ended.firstErrorMs).toBe(at(46));
  });

  it('has no outage without an error', () => {
    const phases = findPhases(evidence({}, (second) => good(second, second < 60 ? 'db-a' : 'db-b')));

    expect(phases).toMatchObject({ firstErrorMs: undefined, firstWriteMs: undefined, rtoSeconds: 0, dnsMovedMs: at(60) + 50 });
  });

  it('has no end where errors last', () => {
    const phases = findPhases(evidence({}, (second) => (second >= 46 ? bad(second) : undefined)));

    expect(phases).toMatchObject({ recoveredMs: undefined, rtoSeconds: undefined, writerAfter: undefined });
  });

  it('sees a writer move by its zone alone', () => {
    const phases = findPhases(evidence({}, (second) => (second >= 106 ? good(second, 'db-a', { writerZone: 'us-east-1b' }) : undefined)));

    expect(phases.writerAfter).toEqual({ writer: 'db-a', writerZone: 'us-east-1b' });
  });

  it('takes an unknown zone for no move', () => {
    const phases = findPhases(evidence({}, (second) => (second >= 106 ? good(second, 'db-a', { writerZone: undefined }) : undefined)));

    expect(phases.writerAfter).toBeUndefined();
  });

  it('names acknowledged numbers that are gone, from before the reboot too', () => {
    const told = evidence();
    const sequences = told.rows?.sequences.filter((sequence) => sequence !== 44 && sequence !== 45 && sequence !== 120) ?? [];

    expect(findPhases({ ...told, rows: { from: 0, to: 339, sequences } })).toMatchObject({ rpoWrites: 3, missing: [44, 45, 120] });
  });

  it('does not know the loss when the numbers could not be read back', () => {
    expect(findPhases({ ...evidence(), rows: undefined })).toMatchObject({ rpoWrites: undefined, missing: [] });
  });

  it('takes a swap from before the reboot for none', () => {
    const told = evidence();
    const early = told.database.map((sample) => ({ ...sample, atMs: sample.atMs - 400_000 }));

    expect(findPhases({ ...told, database: early }).redundantAgainMs).toBeUndefined();
  });
});

describe('notFollowed', () => {
  it('names a node that errs to the end', () => {
    const phases = findPhases(evidence({}, (second) => (second >= 46 && second % 2 === 1 ? bad(second) : undefined)));

    expect(notFollowed(phases)).toMatchObject([{ node: 'i-1', lastWriter: 'db-a', errors: 147 }]);
  });

  it('names a node that goes on answering with the old writer', () => {
    const phases = findPhases(evidence({}, (second) => (second >= 106 && second % 2 === 1 ? good(second, 'db-a') : undefined)));

    expect(notFollowed(phases)).toMatchObject([{ node: 'i-1', lastWriter: 'db-a' }]);
  });

  it('names a node that went back to the old writer', () => {
    const phases = findPhases(evidence({}, (second) => (second >= 300 && second % 2 === 1 ? good(second, 'db-a') : undefined)));

    expect(notFollowed(phases)).toMatchObject([{ node: 'i-1', lastWriter: 'db-a', followedAtMs: undefined }]);
  });

  it('names a node that was never heard again', () => {
    const phases = findPhases(evidence({}, (second) => (second >= 30 ? good(second, 'db-b', { node: 'i-0' }) : undefined)));

    expect(notFollowed(phases)).toMatchObject([{ node: 'i-1', lastWriter: undefined, errors: 0 }]);
  });
});
