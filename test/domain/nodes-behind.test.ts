import { expect, it } from 'vitest';
import { behindText, nodesBehind } from '#domain/nodes-behind.ts';

it.each([
  ['2', ['2', '2'], 0],
  ['2', ['1', '2', '1'], 2],
  ['2', ['1', undefined], 1],
  ['$Latest', ['1', '2'], 0],
  [undefined, ['1'], 0],
])('a group that launches version %s with nodes of %j has %i behind', (wanted, nodes, count) => {
  expect(nodesBehind({ wanted, nodes })).toBe(count);
});

it('says who replaces them, and nothing where there are none', () => {
  expect(behindText(2)).toContain('2 nodes still run');
  expect(behindText(0)).toBe('');
});
