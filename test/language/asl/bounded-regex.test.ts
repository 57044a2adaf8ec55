import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedRegex } from '#language/asl/bounded-regex.ts';

type Found = { groups: (string | null)[]; index: number; next: number };

/** Every match, as exec finds one after the other. */
function matches(regex: { exec(text: string): RegExpExecArray | null; lastIndex: number }, text: string): Found[] {
  const found: Found[] = [];
  for (let match = regex.exec(text); match !== null && found.length < 20; match = regex.exec(text)) {
    found.push({ groups: Array.from(match, (group) => group ?? null), index: match.index, next: regex.lastIndex });
    if (match[0] === '') regex.lastIndex += 1;
  }
  return found;
}

const bounded = (source: string, flags: string) => new BoundedRegex(new RegExp(source, flags), () => undefined);

const ATOMS = [
  ...[
    'a',
    'b',
    'ab',
    '.',
    '\\w',
    '\\d',
    '\\s',
    '\\b',
    '\\B',
    '^',
    '$',
    '[ab]',
    '[^a]',
    '[a-c1]',
    '[\\w-]',
    '\\u0061',
    '\\x62',
    '\\.',
    'é',
    'ſ',
  ],
  ...['(a)', '(b|ab)', '(?:a|)', '(?<n>a)', '(?=a)', '(?!b)', '(?<=a)', '(?<!a)', '\\1', '(a?)', '(?:)', '[]', '[^]', '-', '\\n'],
];
const QUANTIFIERS = ['', '', '', '*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,}', '{1,3}?'];

const sources = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.tuple(fc.constantFrom(...ATOMS), fc.constantFrom(...QUANTIFIERS)).map(([atom, quantifier]) => atom + quantifier),
    fc.tuple(tie('node'), tie('node')).map((parts) => parts.join('')),
    fc.tuple(tie('node'), tie('node')).map((parts) => parts.join('|')),
    fc.tuple(tie('node'), fc.constantFrom(...QUANTIFIERS)).map(([node, quantifier]) => `(${node})${quantifier}`),
  ),
})).node;
const texts = fc.string({ unit: fc.constantFrom(...'aabbc1- .é\nAKſ'), maxLength: 12 });

describe('a bounded regular expression', () => {
  it('finds what the platform finds', () => {
    let found = 0;

    fc.assert(
      fc.property(sources, fc.constantFrom('g', 'gi', 'gm', 'gs'), texts, (source, flags, text) => {
        const native = compiled(source, flags);
        fc.pre(native !== undefined);
        const expected = matches(native as RegExp, text);
        found += expected.length;

        expect(matches(bounded(source, flags), text)).toEqual(expected);
      }),
      { numRuns: 3_000 },
    );

    expect(found).toBeGreaterThan(3_000);
  });

  it.each<[source: string, text: string]>([
    ['(a+)+$', `${'a'.repeat(40)}!`],
    ['(a|a)*b', 'a'.repeat(40)],
    ['(a|aa)+$', `${'a'.repeat(60)}!`],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(40)],
    ['(.*)*x', 'a'.repeat(40)],
    ['(?:(?:a?){30}){30}b', 'a'.repeat(60)],
    ['(a+)\\1+b', 'a'.repeat(5_000)],
    ['(?=(a+)+b)c', 'a'.repeat(40)],
    ['.*.*=', 'a'.repeat(20_000)],
  ])('/%s/ stops once its steps are spent', (source, text) => {
    let left = 200_000;
    const regex = new BoundedRegex(new RegExp(source, 'g'), (steps) => {
      left -= steps;
      if (left < 0) throw new Error('spent');
    });

    expect(() => regex.exec(text)).toThrow('spent');
  });

  it('pays for the text that it goes through, however simple it is', () => {
    let steps = 0;
    const regex = new BoundedRegex(/needle/g, (more) => {
      steps += more;
    });

    expect(regex.exec('x'.repeat(10_000))).toBeNull();
    expect(steps).toBeGreaterThanOrEqual(10_000);
  });

  it('begins anew where it is told to', () => {
    const regex = bounded('a+', 'g');
    regex.lastIndex = 3;

    expect(regex.exec('aa aaa')?.index).toBe(3);
    expect(regex.lastIndex).toBe(6);
  });

  it('that unrolls into too much is refused', () => {
    expect(() => bounded('((a{1000}){1000}){1000}', 'g')).toThrow(/steps unrolled/);
  });
});

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
