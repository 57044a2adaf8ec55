import { describe, expect, it } from 'vitest';
import { compilePattern } from '#language/patterns/index.ts';

/** [what the field asks for, values that satisfy it, values that do not]; `undefined` stands for an absent field. */
type Row = [criteria: unknown[], matching: unknown[], failing: unknown[]];

const NOT_TEXT = [0, 1, true, false, null, undefined, [], {}];

const ROWS: Record<string, Row[]> = {
  'an exact value': [
    [['running'], ['running', ['stopped', 'running']], ['Running', 'running ', '', 'run', ...NOT_TEXT]],
    [[''], ['', ['']], [' ', ...NOT_TEXT]],
    [[{ exactly: 'running' }], ['running'], ['Running', ...NOT_TEXT]],
    [[300], [300, 3e2, [1, 300]], ['300', 301, true, null, undefined]],
    [[0], [0, -0], ['0', false, null, '', undefined]],
    [[true], [true, [false, true]], [false, 'true', 1, null, undefined]],
    [[null], [null, [null]], ['', 'null', 0, false, undefined, []]],
    [
      ['a', 'b', 3],
      ['a', 'b', 3, ['x', 3]],
      ['c', '3', undefined],
    ],
    [['10.0.0.1'], ['10.0.0.1'], ['10.0.0.2', '10.0.0.10', 'x']],
    [['::1'], ['::1', '0:0:0:0:0:0:0:1', '0000::0001'], ['::2', '1', '0.0.0.1']],
    [['12:34'], ['12:34'], ['0012:34', '12:35']],
  ],
  'a prefix': [
    [[{ prefix: 'us-' }], ['us-east-1', 'us-', ['eu-1', 'us-1']], ['US-east-1', 'xus-', 'us', ...NOT_TEXT]],
    [[{ prefix: '' }], ['', 'any'], [...NOT_TEXT]],
    [[{ prefix: { 'equals-ignore-case': 'EventB' } }], ['eventbridge', 'EVENTB', 'EvEnTb2'], ['event', 'xeventb', ...NOT_TEXT]],
  ],
  'a suffix': [
    [[{ suffix: '.png' }], ['a.png', '.png', ['x', 'y.png']], ['a.PNG', 'a.png ', 'png', ...NOT_TEXT]],
    [[{ suffix: '' }], ['', 'any'], [...NOT_TEXT]],
    [[{ suffix: { 'equals-ignore-case': 'tBridge' } }], ['EventBridge', 'TBRIDGE'], ['bridge', 'tbridges', ...NOT_TEXT]],
  ],
  'equals-ignore-case': [
    [[{ 'equals-ignore-case': 'Alice' }], ['alice', 'ALICE', 'aLiCe'], ['alic', 'alices', ' alice', ...NOT_TEXT]],
    [[{ 'equals-ignore-case': '' }], [''], ['a', ...NOT_TEXT]],
    [[{ 'equals-ignore-case': 'a.c*(x)' }], ['A.C*(X)'], ['abc*(x)', 'a.cc(x)']],
    [[{ 'equals-ignore-case': 'straße' }], ['STRASSE', 'Straße'], ['strase']],
    // The Kelvin sign lowers to k, yet it is neither case of the pattern's k.
    [[{ 'equals-ignore-case': 'k' }], ['k', 'K'], ['\u212a']],
  ],
  'a wildcard': [
    [[{ wildcard: 'dir/*.png' }], ['dir/a.png', 'dir/.png', 'dir/b/c.png'], ['dir/a.jpg', 'dr/a.png', ' dir/a.png', ...NOT_TEXT]],
    [[{ wildcard: '*' }], ['', 'any'], [...NOT_TEXT]],
    [[{ wildcard: '' }], [''], ['a', ...NOT_TEXT]],
    [[{ wildcard: 'plain' }], ['plain'], ['plains', 'plai']],
    [[{ wildcard: '*a*b*' }], ['ab', 'xaxbx', 'bab'], ['ba', 'b', 'a']],
    [[{ wildcard: 'a*a' }], ['aa', 'aba', 'aaa'], ['a', 'ab']],
    [[{ wildcard: 'a*bc*c' }], ['abcc', 'abcbcc'], ['abc', 'acbc']],
    [[{ wildcard: '\\*\\\\*' }], ['*\\', '*\\x'], ['x\\', '**', '\\*']],
    [[{ wildcard: 'a.c*' }], ['a.cd'], ['abcd']],
  ],
  'anything-but values': [
    [[{ 'anything-but': 'x' }], ['y', '', 'X', 0, true, null, ['x', 'y']], ['x', ['x'], undefined, [], {}]],
    [[{ 'anything-but': ['x', 'y'] }], ['z', 1, false], ['x', 'y', undefined]],
    [[{ 'anything-but': 100 }], [101, '100', 100.5, null], [100, 1e2, undefined]],
    [[{ 'anything-but': [0, 200] }], [1, '0', false, null], [0, 200, undefined]],
  ],
  'anything-but texts': [
    [[{ 'anything-but': { prefix: 'in' } }], ['out', 'In', 5, null, true], ['in', 'inside', undefined]],
    [[{ 'anything-but': { prefix: ['in', 'st'] } }], ['out'], ['inside', 'stop', undefined]],
    [[{ 'anything-but': { suffix: '.txt' } }], ['a.png', 'txt', 1], ['a.txt', '.txt', undefined]],
    [[{ 'anything-but': { suffix: ['.txt', '.rtf'] } }], ['a.TXT'], ['a.txt', 'b.rtf']],
    [[{ 'anything-but': { 'equals-ignore-case': 'stop' } }], ['stopped', 1, null], ['STOP', 'Stop', undefined]],
    [[{ 'anything-but': { 'equals-ignore-case': ['stop', 'go'] } }], ['x'], ['Go', 'sTOP']],
    [[{ 'anything-but': { wildcard: '*/lib/*' } }], ['/bin/x', 'lib', 3], ['/lib/', 'a/lib/b', undefined]],
    [[{ 'anything-but': { wildcard: ['*/lib/*', '*.so'] } }], ['a'], ['a.so', '/lib/b']],
  ],
  'a numeric comparison': [
    [[{ numeric: ['=', 3.018e2] }], [301.8], ['301.8', 301, null, true, undefined]],
    [[{ numeric: ['<', 10] }], [9.99, -1e300, 0], [10, 11, '9', null, undefined]],
    [[{ numeric: ['<=', 10] }], [10, 9], [10.001]],
    [[{ numeric: ['>', 0] }], [1e-9, 1e308], [0, -0, -1]],
    [[{ numeric: ['>=', 0] }], [0, -0], [-1e-9]],
    [[{ numeric: ['>', 0, '<=', 5] }], [1, 5, [9, 3]], [0, 5.1, [0, 6]]],
    [[{ numeric: ['>=', -1, '<', 1] }], [-1, 0, 0.99], [1, -1.01]],
  ],
  'an address range': [
    [[{ cidr: '10.0.0.0/24' }], ['10.0.0.0', '10.0.0.255', ['x', '10.0.0.7']], ['10.0.1.0', '9.255.255.255', 'x', '10.0.0', ...NOT_TEXT]],
    [[{ cidr: '10.1.2.3/8' }], ['10.255.0.1'], ['11.0.0.0']],
    [[{ cidr: '0.0.0.0/0' }], ['255.255.255.255'], ['::1', '256.0.0.1']],
    [[{ cidr: '2001:db8::/32' }], ['2001:db8::1', '2001:0DB8:ffff::'], ['2001:db9::', '10.0.0.1', '2001:db8:::1']],
    [[{ cidr: '1.2.3.0/24' }], ['::ffff:0102:0304'], ['::0102:0304']],
  ],
  existence: [
    [[{ exists: true }], ['', 0, null, false, [1]], [undefined, [], {}, { below: 1 }]],
    [[{ exists: false }], [undefined, [], {}, { below: 1 }], ['', 0, null, false, [1]]],
    [
      [{ exists: false }, 'x'],
      [undefined, 'x', ['y', 'x']],
      ['y', null],
    ],
    [[{ 'anything-but': ['roses'] }, { exists: false }], [undefined, 'lilies'], ['roses']],
  ],
};

describe.each(Object.entries(ROWS))('%s', (_operator, rows) => {
  it.each(rows)('%j matches what it names and nothing else', (criteria, matching, failing) => {
    const pattern = compilePattern({ detail: { field: criteria } });

    const matches = (value: unknown) => pattern.matches({ detail: value === undefined ? { other: 1 } : { field: value } });

    expect(matching.filter((value) => !matches(value))).toEqual([]);
    expect(failing.filter(matches)).toEqual([]);
  });
});
