import { Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { fillTokens, pickTokens, tokensIn } from '#infra/tokens.ts';

const tokens = { Region: 'us-east-1', Account: '123456789012' };

describe('fillTokens', () => {
  test('puts values where their tokens stand', () => {
    const filled = fillTokens('arn:aws:rds:${Region}:${Account}:db:*', tokens, 'a row');

    expect(new Stack().resolve(filled)).toBe('arn:aws:rds:us-east-1:123456789012:db:*');
  });

  test('leaves text without tokens as it is', () => {
    const filled = fillTokens('*', tokens, 'a row');

    expect(new Stack().resolve(filled)).toBe('*');
  });

  test('refuses an unknown token with its place and what is known', () => {
    const fill = () => fillTokens('${Regoin}', tokens, 'function chaos/choose-victims');

    expect(fill).toThrow('function chaos/choose-victims: unknown token ${Regoin}; known: Account, Region');
  });
});

describe('pickTokens', () => {
  test('takes only what the text names', () => {
    const picked = pickTokens('{"Resource": "${Region}"}', tokens, 'a file');

    expect(picked).toEqual({ Region: 'us-east-1' });
  });
});

describe('tokensIn', () => {
  test('does not take JSONata for a token', () => {
    const found = tokensIn('{% $map($x, function($v) {$v.a}) & "$" %} {$: 1} ${Known}');

    expect(found).toEqual(['Known']);
  });
});
