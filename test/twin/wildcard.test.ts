import { describe, expect, it } from 'vitest';
import { fitsWildcard } from '#twin/wildcard.ts';

describe('fitsWildcard', () => {
  it.each([
    ['arn:aws:events:us-east-1:1:rule/*', 'arn:aws:events:us-east-1:1:rule/a/b', true],
    ['rule-?', 'rule-7', true],
    ['rule-?', 'rule-', false],
    ['rule', 'rules', false],
    ['rule', 'a rule', false],
    ['*', '', true],
    ['a.c', 'abc', false],
    ['(a|b)+[c]{1}^$\\', '(a|b)+[c]{1}^$\\', true],
    ['Rule', 'rule', false],
  ])('%s against %s is %s', (pattern, text, fits) => {
    expect(fitsWildcard(pattern, text)).toBe(fits);
  });
});
