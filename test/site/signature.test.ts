import { describe, expect, it } from 'vitest';
import { signatureOf, signedHeaders } from '#domain/probe-signature.ts';
import vectors from './signature-vectors.json' with { type: 'json' };

describe('a signature', () => {
  // PHP is held to the same vectors by `npm run test:node`.
  it.each(vectors)(
    'of $method $target at $timestamp is the one that the node computes',
    ({ key, timestamp, method, target, signature }) => {
      expect(signatureOf(key, timestamp, method, target)).toBe(signature);
    },
  );

  it.each([
    ['key', ['other', '1', 'GET', '/a?b=1']],
    ['second', ['key', '2', 'GET', '/a?b=1']],
    ['method', ['key', '1', 'POST', '/a?b=1']],
    ['path', ['key', '1', 'GET', '/c?b=1']],
    ['query', ['key', '1', 'GET', '/a?b=2']],
  ] as [string, [string, string, string, string]][])('is another one for another %s', (_, given) => {
    expect(signatureOf(...given)).not.toBe(signatureOf('key', '1', 'GET', '/a?b=1'));
  });

  it('carries the second in which it was made', () => {
    const headers = signedHeaders('key', 1_999, 'GET', '/a');

    expect(headers).toEqual({ 'x-nines-timestamp': '1', 'x-nines-signature': signatureOf('key', '1', 'GET', '/a') });
  });
});
