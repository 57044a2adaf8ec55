import { describe, expect, it } from 'vitest';
import { readFlags } from '#cli/usage.ts';

const FLAGS = { site: { type: 'string' }, json: { type: 'boolean' } } as const;

describe('readFlags', () => {
  it('reads flags and operands', () => {
    const read = readFlags(['--site', 'a.yaml', 'file', '--json'], FLAGS, 1);

    expect(read).toEqual({ values: { site: 'a.yaml', json: true }, operands: ['file'], problems: [] });
  });

  it.each([
    { name: 'a flag that is not known', args: ['--sight', 'x'], problem: /--sight: no such flag; allowed: --site, --json/ },
    { name: 'a missing value', args: ['--site'], problem: /--site: its value is missing/ },
    { name: 'a value too many', args: ['--json=yes'], problem: /--json: found yes; allowed: no value/ },
    { name: 'a flag given twice', args: ['--json', '--json'], problem: /--json: given twice/ },
    { name: 'an operand too many', args: ['one', 'two'], problem: /two: one operand too many/ },
  ])('complains of $name', ({ args, problem }) => {
    expect(readFlags(args, FLAGS, 1).problems.join('\n')).toMatch(problem);
  });

  it('tells every problem at once', () => {
    expect(readFlags(['--sight=1', '--site', '--json=no'], FLAGS).problems).toHaveLength(3);
  });
});
