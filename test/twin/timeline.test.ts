import { describe, expect, it } from 'vitest';
import { Timeline } from '#twin/timeline.ts';

const DAY_MS = 86_400_000;

/** A timeline whose now a test moves. */
function timeline(nowMs = 0) {
  const clock = { nowMs };
  return { clock, line: new Timeline(() => clock.nowMs) };
}

describe('a timeline', () => {
  it('tells the number of any moment, also before its first step', () => {
    const { line } = timeline(100);
    line.add(100, 2);
    line.add(200, 3);

    expect([50, 100, 199, 200].map((atMs) => line.at(atMs))).toEqual([0, 2, 2, 5]);
  });

  it('takes steps in any order, and takes back what lies ahead', () => {
    const { line } = timeline(100);
    line.add(300, 1);
    line.add(100, 1);
    line.add(300, -1);

    expect(line.at(400)).toBe(1);
    expect(line.steadyUntilMs(150)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each<[name: string, sinceMs: number, untilMs: number]>([
    ['before a step that has been', 50, 50],
    ['after it, until the one ahead', 150, 300],
    ['after all of them', 300, Number.POSITIVE_INFINITY],
  ])('says until when it is steady: %s', (_, sinceMs, untilMs) => {
    const { line } = timeline(200);
    line.add(100, 1);
    line.add(300, 1);

    expect(line.steadyUntilMs(sinceMs)).toBe(untilMs);
  });

  it('remembers the number and forgets the steps of more than a day ago', () => {
    const { line, clock } = timeline(0);
    line.add(0, 5);
    clock.nowMs = 2 * DAY_MS;
    line.add(clock.nowMs, 1);

    expect(line.at(clock.nowMs)).toBe(6);
    expect(line.steadyUntilMs(-1)).toBe(-1);
  });
});
