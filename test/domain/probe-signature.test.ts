import { describe, expect, it } from 'vitest';
import { SIGNATURE_HEADER, signatureOf, signedHeaders, TIMESTAMP_HEADER } from '#domain/probe-signature.ts';

describe('a signed request of the probe', () => {
  it('carries the second that it was sent in, and the signature of just that', () => {
    const headers = signedHeaders('key', 1_518_177_600_999, 'GET', '/deep.php?n=1');

    expect(headers[TIMESTAMP_HEADER]).toBe('1518177600');
    expect(headers[SIGNATURE_HEADER]).toBe(signatureOf('key', '1518177600', 'GET', '/deep.php?n=1'));
    expect(headers[SIGNATURE_HEADER]).toMatch(/^v1=[0-9a-f]{64}$/);
  });

  it.each([
    ['key', ['other', '1', 'GET', '/a']],
    ['second', ['key', '2', 'GET', '/a']],
    ['method', ['key', '1', 'POST', '/a']],
    ['path', ['key', '1', 'GET', '/b']],
    ['query', ['key', '1', 'GET', '/a?x']],
  ] as const)('has another signature by another %s', (_what, [key, second, method, target]) => {
    expect(signatureOf(key, second, method, target)).not.toBe(signatureOf('key', '1', 'GET', '/a'));
  });
});
