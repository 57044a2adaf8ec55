import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePatternText, InvalidPatternError } from '#language/patterns/index.ts';

const reasonOf = (text: string): string | undefined => {
  try {
    compilePatternText(text);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidPatternError);
    return (error as InvalidPatternError).problems[0];
  }
};
const numeric = (terms: string): string => `{"n":[{"numeric":[${terms}]}]}`;

describe('a number that is written with more digits than a double holds', () => {
  it.each([
    [numeric('"=",9007199254740993'), '9007199254740993'],
    [numeric('">",0.10000000000000001'), '0.10000000000000001'],
    [numeric('">=",0,"<",123456789012345678'), '123456789012345678'],
    [numeric('"<",1e309'), '1e309'],
    ['{"n":[{"anything-but":1e-400}]}', '1e-400'],
    ['{"n":[{"anything-but":[1,9007199254740993]}]}', '9007199254740993'],
  ])('is refused in %s', (text, digits) => {
    expect(reasonOf(text)).toBe(`Cannot compare number : ${digits}`);
  });

  it.each([
    [numeric('1e400'), 'Invalid member in numeric match: 1e400'],
    [numeric('">",0,1e400'), 'Bad value in numeric range: 1e400'],
    [numeric('">",1e400,"=",2'), 'Bad numeric range operator: ='],
    ['{"n":[{"prefix":1e400}]}', 'prefix match pattern must be a string'],
    ['{"n":1e400}', '"n" must be an object or an array'],
    ['1e400', 'Filter is not an object'],
  ])('is no excuse for another mistake: %s', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('is taken as a plain value, for what events hold of it', () => {
    const pattern = compilePatternText('{"n":[9007199254740993]}');

    expect(pattern.matches(JSON.parse('{"n":9007199254740993}'))).toBe(true);
    expect(pattern.matches({ n: 1 })).toBe(false);
  });
});

describe('a number that a double holds', () => {
  it.each(['300', '300.0', '3.0e2', '3E+2', '0.3e3', '300.000'])('is the same as %s', (text) => {
    expect(compilePatternText(numeric(`"=",${text}`)).matches({ n: 300 })).toBe(true);
  });

  it.each(['-0', '0', '0.0', '0e7', '-5e9', '5000000000', '0.000001', '123456789012345', '1.7976931348623157e308'])('may be %s', (text) => {
    expect(compilePatternText(numeric(`"=",${text}`)).matches({ n: Number(text) })).toBe(true);
  });

  it('may be any double, as JSON writes it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(compilePatternText(numeric(`"=",${JSON.stringify(value)}`)).matches({ n: value })).toBe(true);
      }),
    );
  });
});

describe('a pattern’s text', () => {
  it.each(['', '{', 'source', '[]', '"x"', 'null'])('%j is refused', (text) => {
    expect(reasonOf(text)).toBe('Filter is not an object');
  });
});
