import type { Principal } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import type { Random } from '../random.ts';

/** Keys as an SDK is given them. */
export type AccessKeys = { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string };

const KEY_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const KEY_LENGTH = 16;

/** Temporary credentials of one account: who signs with which key. Signatures are not recomputed; the key names the principal. */
export class Credentials {
  readonly #random: Random;
  readonly #principals = new Map<string, Principal>();

  constructor(random: Random) {
    this.#random = random;
  }

  issue(principal: Principal): AccessKeys {
    const letters = Array.from({ length: KEY_LENGTH }, () => KEY_ALPHABET[this.#random.integer(KEY_ALPHABET.length)]);
    const accessKeyId = `ASIA${letters.join('')}`;
    this.#principals.set(accessKeyId, principal);
    return { accessKeyId, secretAccessKey: this.#random.hex(40), sessionToken: this.#random.hex(64) };
  }

  /** The principal of a key, or the error that AWS answers for a key it does not know. */
  principal(accessKeyId: string): Principal {
    const found = this.#principals.get(accessKeyId);
    if (!found)
      throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', { statusCode: 403 });
    return found;
  }
}
