import { describe, expect, it } from 'vitest';
import { compilePattern, InvalidPatternError } from '#language/patterns/index.ts';

const TOO_COMPLEX =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';
const AFFIX = 'prefix/suffix match pattern must be a string';
const MIXED = 'Inside anything but list, either all values are number or string, mixed type is not supported';
const LIST = 'Inside anything but list, start|null|boolean is not supported.';
const OPERAND = 'Value of anything-but must be an array or single string/number value.';
const ONE_KEY = 'Only one key allowed in match expression';

/** Refusals of what stands in one field's array. */
const FIELD_ROWS: [criteria: unknown, reason: string][] = [
  ['x', '"field" must be an object or an array'],
  [42, '"field" must be an object or an array'],
  [null, '"field" must be an object or an array'],
  [{}, 'Empty objects are not allowed'],
  [[], 'Empty arrays are not allowed'],
  [[['x']], 'Match value must be String, number, true, false, or null'],
  [[{}], 'Match expression name not found'],
  [[{ EXISTS: true }], 'Unrecognized match type EXISTS'],
  [[{ regex: 'x' }], 'Unrecognized match type regex'],
  [[{ exactly: 1 }], 'exact match pattern must be a string'],
  [[{ prefix: 'a', suffix: 'b' }], ONE_KEY],
  [[{ prefix: 1 }], 'prefix match pattern must be a string'],
  [[{ prefix: ['a'] }], 'prefix match pattern must be a string'],
  [[{ prefix: {} }], 'Prefix expression name not found'],
  [[{ prefix: { suffix: 'a' } }], 'Unsupported prefix pattern: suffix'],
  [[{ prefix: { 'equals-ignore-case': 1 } }], 'equals-ignore-case match pattern must be a string'],
  [[{ prefix: { 'equals-ignore-case': 'a', x: 1 } }], ONE_KEY],
  [[{ suffix: null }], 'suffix match pattern must be a string'],
  [[{ suffix: {} }], 'Suffix expression name not found'],
  [[{ suffix: { wildcard: 'a' } }], 'Unsupported suffix pattern: wildcard'],
  [[{ 'equals-ignore-case': ['a'] }], 'equals-ignore-case match pattern must be a string'],
  [[{ wildcard: 1 }], 'wildcard match pattern must be a string'],
  [[{ wildcard: 'a**b' }], 'Consecutive wildcard characters at pos 2'],
  [[{ wildcard: 'é**' }], 'Consecutive wildcard characters at pos 3'],
  [[{ wildcard: 'a\\b' }], 'Invalid escape character at pos 2'],
  [[{ wildcard: 'a\\' }], 'Invalid escape character at pos 2'],
  [[{ wildcard: '*:*:*:*:*:event-bus/*' }], TOO_COMPLEX],
  [['bif', 'tif', 'tiff', 'svs'].map((type) => ({ wildcard: `*/datasync/*.${type}` })), TOO_COMPLEX],
  [[{ 'anything-but': { wildcard: '*:*:*:*:*:event-bus/*' } }], TOO_COMPLEX],
  [[{ 'anything-but': null }], OPERAND],
  [[{ 'anything-but': true }], OPERAND],
  [[{ 'anything-but': [] }], MIXED],
  [[{ 'anything-but': ['a', 1] }], MIXED],
  [[{ 'anything-but': ['a', null] }], LIST],
  [[{ 'anything-but': [{ prefix: 'a' }] }], LIST],
  [[{ 'anything-but': {} }], 'Anything-But expression name not found'],
  [[{ 'anything-but': { numeric: ['=', 1] } }], 'Unsupported anything-but pattern: numeric'],
  [[{ 'anything-but': { prefix: null } }], OPERAND],
  [[{ 'anything-but': { prefix: { 'equals-ignore-case': 'a' } } }], OPERAND],
  [[{ 'anything-but': { prefix: 123 } }], AFFIX],
  [[{ 'anything-but': { prefix: '' } }], 'Null prefix/suffix not allowed'],
  [[{ 'anything-but': { prefix: [] } }], 'Empty arrays are not allowed'],
  [[{ 'anything-but': { suffix: ['a', 1] } }], AFFIX],
  [[{ 'anything-but': { suffix: ['a', ''] } }], 'Null prefix/suffix not allowed'],
  [[{ 'anything-but': { wildcard: [1] } }], 'wildcard match pattern must be a string'],
  [
    [{ 'anything-but': { 'equals-ignore-case': 1 } }],
    'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  ],
  [[{ 'anything-but': { prefix: 'a', suffix: 'b' } }], 'Too many elements in numeric expression'],
  [[{ 'anything-but': 'a', exists: true }], 'Too many elements in numeric expression'],
  [[{ numeric: 10 }], 'Value of numeric must be an array.'],
  [[{ numeric: [] }], 'Invalid member in numeric match: ]'],
  [[{ numeric: [5] }], 'Invalid member in numeric match: 5'],
  [[{ numeric: [{}] }], 'Invalid member in numeric match: {'],
  [[{ numeric: ['!=', 5] }], 'Unrecognized numeric range operator: !='],
  [[{ numeric: ['='] }], 'Value of equals must be numeric'],
  [[{ numeric: ['=', '5'] }], 'Value of equals must be numeric'],
  [[{ numeric: ['=', 5, 6] }], 'Too many elements in numeric expression'],
  [[{ numeric: ['<', 5, '>', 1] }], 'Too many elements in numeric expression'],
  [[{ numeric: ['>', 0, 5] }], 'Bad value in numeric range: 5'],
  [[{ numeric: ['>', 0, []] }], 'Bad value in numeric range: ['],
  [[{ numeric: ['>', 0, '>', 0] }], 'Bad numeric range operator: >'],
  [[{ numeric: ['>', 0, '<'] }], 'Value of < must be numeric'],
  [[{ numeric: ['>', 0, '<', 5, '='] }], 'Too many terms in numeric range expression'],
  [[{ numeric: ['>', 5, '<', 5] }], 'Bottom must be less than top'],
  [[{ numeric: ['>', Number.POSITIVE_INFINITY] }], 'Cannot compare number : Infinity'],
  [[{ numeric: ['=', 5], exists: true }], 'Too many elements in numeric expression'],
  [[{ exists: 'true' }], 'exists match pattern must be either true or false.'],
  [[{ exists: true, prefix: 'a' }], ONE_KEY],
  [[{ cidr: ['10.0.0.0/8'] }], 'prefix match pattern must be a string'],
  [[{ cidr: '10.0.0.0' }], "Malformed CIDR, one '/' required"],
  [[{ cidr: '10.0.0.0/x' }], 'Malformed CIDR, mask bits must be an integer'],
  [[{ cidr: '10.0.0.0/-1' }], 'Malformed CIDR, mask bits must not be negative'],
  [[{ cidr: '10.0.0.0/32' }], 'IPv4 mask bits must be < 32'],
  [[{ cidr: '::/128' }], 'IPv6 mask bits must be < 128'],
  [[{ cidr: 'xx.11.xx/8' }], 'Nonstandard IP address: xx.11.xx'],
  [[{ cidr: '10.0.0.256/8' }], 'Invalid IP address: 10.0.0.256'],
  [[{ cidr: '1:2:3/8' }], 'Invalid IP address: 1:2:3'],
  [[{ cidr: '1::2::3/8' }], 'Invalid IP address: 1::2::3'],
];

const PATTERN_ROWS: [pattern: unknown, reason: string][] = [
  ['text', 'Filter is not an object'],
  [null, 'Filter is not an object'],
  [['a'], 'Filter is not an object'],
  [{}, 'Empty objects are not allowed'],
  [{ $or: { a: ['x'] } }, 'It must be an Array followed with $or.'],
  [{ $or: [{ a: ['x'] }] }, 'There must have at least 2 Objects in $or relationship.'],
  [{ $or: [] }, 'There must have at least 2 Objects in $or relationship.'],
  [{ $or: [{ a: ['x'] }, ['b']] }, 'Only JSON object is allowed in array of $or relationship.'],
  [{ $or: [{ a: ['x'] }, {}] }, 'Empty objects are not allowed'],
  [{ $or: [{ prefix: ['x'] }, { a: ['x'] }] }, 'prefix is Ruler reserved fieldName which cannot be used inside $or.'],
  [{ $or: [{ a: { '>': ['x'] } }, { a: ['x'] }] }, '> is Ruler reserved fieldName which cannot be used inside $or.'],
  [manyCombinations(), 'The use of $or results in over 1000 rule combinations'],
  [nested(600), 'Objects nested deeper than 512 are not allowed'],
];

function manyCombinations(): unknown {
  const or = () => Array.from({ length: 11 }, (_unused, index) => ({ [`f${index}`]: ['x'] }));
  return { a: { $or: or() }, b: { $or: or() }, c: { $or: or() } };
}

function nested(levels: number): unknown {
  let pattern: unknown = ['x'];
  for (let level = 0; level < levels; level += 1) pattern = { a: pattern };
  return pattern;
}

function problemsOf(pattern: unknown): string[] {
  try {
    compilePattern(pattern);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidPatternError);
    return (error as InvalidPatternError).problems;
  }
}

describe('a refused pattern', () => {
  it.each(FIELD_ROWS)('in a field: %j', (criteria, reason) => {
    expect(problemsOf({ detail: { field: criteria } })).toEqual([reason]);
  });

  it.each(PATTERN_ROWS.map(([pattern, reason]) => [reason, pattern]))('as a whole: %s', (reason, pattern) => {
    expect(problemsOf(pattern)).toEqual([reason]);
  });

  it('names every reason, and in its message the first one as AWS does', () => {
    const pattern = { a: [], b: { c: 'x' }, d: ['fine'] };

    expect(() => compilePattern(pattern)).toThrow(/^Event pattern is not valid. Reason: Empty arrays are not allowed$/);
    expect(problemsOf(pattern)).toEqual(['Empty arrays are not allowed', '"c" must be an object or an array']);
  });
});

describe('wildcards that AWS accepts', () => {
  it.each([
    [['/Users/*/dir/dir/dir/dir/dir/doc.txt']],
    [['arn:aws:events:us-east-1:*:event-bus/*']],
    [['*.bif', '*.tiff', '*.tif', '*.svs']],
    [['*/datasync/*.bif', '*/datasync/*.tif']],
  ])('%j', (wildcards) => {
    expect(problemsOf({ key: wildcards.map((wildcard) => ({ wildcard })) })).toEqual([]);
  });
});

describe('a pattern of many fields under many alternatives', () => {
  it('is taken whole, each field in each of them', () => {
    const alternatives = (name: string) => Array.from({ length: 31 }, (_, index) => ({ [name]: [index] }));
    const names = Array.from({ length: 271 }, (_, index) => `f${index}`);
    const fields = Object.fromEntries(names.map((name) => [name, [1]]));
    const pattern = compilePattern({ $or: alternatives('a'), x: { $or: alternatives('b') }, ...fields });
    const event = { a: 30, x: { b: 0 }, ...Object.fromEntries(names.map((name) => [name, 1])) };

    expect(pattern.matches(event)).toBe(true);
    expect(pattern.matches({ ...event, f270: 2 })).toBe(false);
    expect(pattern.matches({ ...event, a: 31 })).toBe(false);
  });
});
