import type { Checker } from './checker.ts';

/** How secrets look, each with what it is called in a violation; never with the secret itself. */
const LOOKS: readonly { what: string; pattern: RegExp }[] = [
  {
    what: 'a password or secret by its name',
    pattern: /"(?:[A-Za-z]*[Pp]assword|SecretString|SecretBinary|SecretAccessKey|SessionToken|signingSecret)":(?:\{"S":)?"(?!\*\*\*")[^"]/,
  },
  { what: 'a chat signature', pattern: /v0=[0-9a-f]{64}/ },
  { what: 'a signed AWS request', pattern: /AWS4-HMAC-SHA256|X-Amz-Signature=|X-Amz-Security-Token=/i },
  { what: 'a chat token', pattern: /xox[abeprs]-[0-9A-Za-z-]{10,}/ },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  // Whoever has it may complete the task: it is the key to a waiting machine.
  { what: 'a task token', pattern: /"(?:taskToken|TaskToken)":"(?!\*\*\*")[^"]|"AQC[0-9A-Za-z+/]{60}/ },
];

/** No secret stands in the journal: no password, signature, key or token that opens anything. */
export const noSecret: Checker = {
  name: 'no-secret',
  find({ lines }) {
    const found: string[] = [];
    for (const line of lines) {
      for (const { what, pattern } of LOOKS) {
        if (!pattern.test(line)) continue;
        found.push(`${what} stands in the line ${placeOf(line)}.`);
      }
    }
    return found;
  },
};

/** The line's number, kind and operation, which tell where to look without repeating what was found. */
function placeOf(line: string): string {
  const head = /^\{"n":(\d+),"at":"[^"]*","kind":"([a-z]+)"/.exec(line);
  const operation = /"operation":"([A-Za-z]+)"/.exec(line)?.[1];
  return `${head?.[1] ?? '?'} (${[head?.[2] ?? 'no entry', operation].filter(Boolean).join(' ')})`;
}
