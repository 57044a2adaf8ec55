import type { Random } from '../random.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SUFFIX_LENGTH = 12;
const DEFAULT_MAX_LENGTH = 128;

/** `stack-logicalId-RANDOM` as CloudFormation names what has no name; both parts are cut alike when it gets too long. */
export function physicalName(random: Random, stackName: string, logicalId: string, maxLength = DEFAULT_MAX_LENGTH): string {
  const suffix = Array.from({ length: SUFFIX_LENGTH }, () => LETTERS[random.integer(LETTERS.length)]).join('');
  const room = maxLength - SUFFIX_LENGTH - 2;
  if (stackName.length + logicalId.length <= room) return `${stackName}-${logicalId}-${suffix}`;
  const half = Math.floor(room / 2);
  const stackPart = stackName.slice(0, Math.max(half, room - logicalId.length));
  return `${stackPart}-${logicalId.slice(0, room - stackPart.length)}-${suffix}`;
}
