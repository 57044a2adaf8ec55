import { expect, it } from 'vitest';
import { isOpenAt } from '#domain/open-windows.ts';

const weekend = { name: 'Weekend', opens: '0 12 * * Fri', closes: '0 6 * * Mon', timezone: 'UTC', min: 8, max: 16 };

it.each([
  ['2018-02-09T11:59:59Z', false],
  ['2018-02-09T12:00:00Z', true],
  ['2018-02-11T04:00:00Z', true],
  ['2018-02-12T05:59:59Z', true],
  ['2018-02-12T06:00:00Z', false],
])('at %s it is said of the weekend that it is open: %s', (at, isOpen) => {
  expect(isOpenAt(weekend, Date.parse(at))).toBe(isOpen);
});

it('goes by the clock of the window', () => {
  const inTokyo = { ...weekend, timezone: 'Asia/Tokyo' };

  expect(isOpenAt(inTokyo, Date.parse('2018-02-09T03:00:00Z'))).toBe(true);
});
