import { createPublicKey, type KeyObject } from 'node:crypto';
import { invalidArgument } from './errors.ts';
import type { Named } from './shelf.ts';

/** An origin access control: CloudFront signs what it asks of a bucket. */
export type AccessControl = Named & { signingBehavior: string };
/** The public half of a pair that signs URLs. Its PEM never changes. */
export type PublicKey = Named & { readonly pem: string; readonly key: KeyObject };
export type KeyGroup = Named & { keyIds: readonly string[] };

/** RSA of 2048 bits or ECDSA of P-256 (Developer Guide: private-content-trusted-signers). */
const RSA_BITS = 2048;
const CURVE = 'prime256v1';

/** Reads a PEM as CloudFront does when a key is made. */
export function readPublicKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    if (!pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----')) throw new Error('no public key');
    key = createPublicKey(pem);
  } catch {
    throw invalidArgument('Your request contains empty/invalid/out of limits RSA Encoded Key');
  }
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== RSA_BITS && namedCurve !== CURVE) {
    throw invalidArgument(`A public key is RSA of ${RSA_BITS} bits or ECDSA of P-256`);
  }
  return key;
}
