import * as z from 'zod';
import { named } from './site-values.ts';

const hostName = named(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/, 'a host name in lower case such as media.example.com');

/** CloudFront looks for certificates in one region only, whichever the site is in. */
const certificateArn = named(
  /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[0-9a-f-]{36}$/,
  'the ARN of a certificate of ACM in us-east-1, where CloudFront looks for it',
);

/** A name of one's own; its record is the owner's, or the edge layer's. */
const nameSchema = z.strictObject({ name: hostName, certificateArn });

/** The public half of a pair that signs URLs. The private one is nowhere in Nines. */
const publicKey = named(
  /^-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=]+\r?\n)+-----END PUBLIC KEY-----\r?\n?$/,
  'a public key in PEM (openssl rsa -pubout), never the private one',
);

/** Who may sign. CloudFront never changes a key, so there are two places for one: fill the other, sign with it, empty the first. */
const privateSchema = z
  .strictObject({ first: publicKey.optional(), second: publicKey.optional() })
  .refine(({ first, second }) => first !== undefined || second !== undefined, { error: 'first, second or both' });

/** Uploads on S3 behind CloudFront, and the page for when nothing else answers. */
export const mediaSchema = z.strictObject({
  versioning: z.boolean().default(true),
  private: privateSchema.optional(),
  domain: nameSchema.optional(),
  /** The name under which the page is asked for when a failover points at it: the site's own. */
  page: nameSchema.optional(),
});
