import { describe, expect, it } from 'vitest';
import { CHECKERS, checkAll } from '#rehearsal/checkers/index.ts';
import { journalOf, soundRun, without } from './planted.ts';

describe('checkAll', () => {
  it('finds nothing in a sound run', () => {
    const lines = journalOf(soundRun());

    const found = checkAll(lines);

    expect(found).toEqual([]);
  });

  it('finds nothing in an empty journal', () => {
    expect(checkAll([])).toEqual([]);
  });

  it('says which checker found what', () => {
    const lines = journalOf(without(soundRun(), 'ended'));

    const found = checkAll(lines);

    expect(found).toEqual([{ checker: 'run-ends-once', text: 'run-1 started and never ended.' }]);
  });

  it('has each checker once, under a name of its own', () => {
    const names = CHECKERS.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });
});
