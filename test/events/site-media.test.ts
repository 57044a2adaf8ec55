import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { mediaSchema } from '#events/site-media.ts';
import { CERTIFICATE, PUBLIC_KEY } from '../infra/site/specs.ts';

const problemsOf = (input: unknown) => {
  const parsed = parseInput(mediaSchema, input);
  return parsed.ok ? [] : parsed.problems.map(({ path, allowed }) => `${path}: ${allowed}`);
};

describe('the media of a spec', () => {
  it('keep versions, public and under CloudFront’s name, unless it says otherwise', () => {
    expect(mediaSchema.parse({})).toEqual({ versioning: true });
  });

  it('may be private by one key or two, and have a name of the owner’s', () => {
    const media = {
      versioning: false,
      private: { first: PUBLIC_KEY, second: PUBLIC_KEY.replaceAll('\n', '\r\n') },
      domain: { name: 'media.example.com', certificateArn: CERTIFICATE },
      page: { name: 'www.example.com', certificateArn: CERTIFICATE },
    };

    expect(mediaSchema.parse(media)).toEqual(media);
  });

  it.each<[string, unknown, string]>([
    ['no key at all', { private: {} }, 'private: first, second or both'],
    ['a private key', { private: { first: PUBLIC_KEY.replaceAll('PUBLIC', 'PRIVATE') } }, 'private.first: a public key in PEM'],
    ['the path of a key', { private: { second: '/root/key.pem' } }, 'private.second: a public key in PEM'],
    [
      'a certificate of another region',
      { domain: { name: 'media.example.com', certificateArn: CERTIFICATE.replace('us-east-1', 'eu-west-1') } },
      'domain.certificateArn: the ARN of a certificate of ACM in us-east-1, where CloudFront looks for it',
    ],
    ['a name without a certificate', { domain: { name: 'media.example.com' } }, 'domain.certificateArn: a string'],
    [
      'a URL for a name',
      { page: { name: 'https://www.example.com', certificateArn: CERTIFICATE } },
      'page.name: a host name in lower case',
    ],
    ['a word that nobody knows', { cors: true }, 'cors: one of versioning, private, domain, page'],
  ])('are refused with %s', (_, input, problem) => {
    expect(problemsOf(input).join('\n')).toContain(problem);
  });

  it('tell all of their problems at once', () => {
    expect(problemsOf({ versioning: 'yes', private: { first: 'x' }, domain: {} })).toHaveLength(4);
  });
});
