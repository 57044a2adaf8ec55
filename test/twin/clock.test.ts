import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#twin/clock.ts';

const settled = async (): Promise<void> => {};

describe('VirtualClock', () => {
  it('plays timers by time, and those of one instant in the order they were set', async () => {
    const clock = new VirtualClock(1000);
    const seen: string[] = [];
    clock.after(20, 'late', () => seen.push(`late ${clock.nowMs}`));
    clock.after(10, 'first', () => seen.push(`first ${clock.nowMs}`));
    clock.after(10, 'second', () => seen.push(`second ${clock.nowMs}`));

    await clock.run(2000, settled);

    expect(seen).toEqual(['first 1010', 'second 1010', 'late 1020']);
    expect(clock.nowMs).toBe(2000);
  });

  it('plays what a timer sets for the same instant before time moves on', async () => {
    const clock = new VirtualClock(0);
    const seen: number[] = [];
    clock.after(5, 'outer', () => clock.after(0, 'inner', () => seen.push(clock.nowMs)));
    clock.after(6, 'next', () => seen.push(clock.nowMs));

    await clock.run(10, settled);

    expect(seen).toEqual([5, 6]);
  });

  it('skips cancelled timers and forgets them as the next', async () => {
    const clock = new VirtualClock(0);
    const timer = clock.after(5, 'cancelled', () => expect.unreachable());
    timer.cancel();
    timer.cancel();

    await clock.run(10, settled);

    expect(clock.nextAtMs()).toBeUndefined();
  });

  it('stops where it is told to, without moving to the end', async () => {
    const clock = new VirtualClock(0);
    clock.after(5, 'a', () => {});
    clock.after(50, 'b', () => {});

    await clock.run(100, settled, () => clock.nowMs >= 5);

    expect(clock.nowMs).toBe(5);
    expect(clock.nextAtMs()).toBe(50);
  });

  it('never runs backwards for a time that has passed', async () => {
    const clock = new VirtualClock(100);
    const seen: number[] = [];
    clock.at(50, 'past', () => seen.push(clock.nowMs));

    await clock.run(100, settled);

    expect(seen).toEqual([100]);
  });

  it('refuses what is not a time', () => {
    const clock = new VirtualClock(0);

    expect(() => clock.at(Number.NaN, 'odd', () => {})).toThrow(/odd/);
  });

  it('ends with a clear word when time stands still', async () => {
    const clock = new VirtualClock(0);
    const again = (): void => {
      clock.after(0, 'again and again', again);
    };
    again();

    await expect(clock.run(1, settled)).rejects.toThrow(/stands still at timer again and again/);
  });
});
