import { judgeCommand, judgeGroup, judgeImage, judgeRefreshStatus, judgeSnapshot, judgeStack, type WaitOutcome } from '#domain/waiting.ts';
import type { WaitCheck } from '#events/steps.ts';
import {
  describeClusterSnapshot,
  describeCommand,
  describeGroupSize,
  describeImageState,
  describeRefreshStatus,
  describeSnapshot,
  describeStackStatus,
  findRdsEvent,
} from './describe-things.ts';

/** The kinds of thing that a machine waits for: the first part of a wait's key. */
export const WAIT_KINDS = ['stack', 'group', 'rds', 'command', 'snapshot', 'cluster-snapshot', 'probe', 'refresh', 'image'] as const;
export type WaitKind = (typeof WAIT_KINDS)[number];

const PENDING: WaitOutcome = { state: 'pending' };

/** How each kind is described, with one call; the rest of the key is what the kind makes of it. */
const DESCRIBE: Readonly<Record<WaitKind, (rest: string, check: WaitCheck) => Promise<WaitOutcome>>> = {
  stack: async (stack, { goal = 'complete' }) => {
    const { status, reason } = await describeStackStatus(stack);
    return judgeStack(status, goal, reason);
  },
  group: async (rest, { inService }) => {
    // Without a number only the event itself can say that something was launched.
    if (inService === undefined) return PENDING;
    return judgeGroup(await describeGroupSize(rest.replace(/\/launched$/, '')), inService);
  },
  rds: async (rest, { since }) => {
    // Without a beginning an older event of the same kind would be taken for the one that is waited for.
    if (since === undefined) return PENDING;
    const slash = rest.lastIndexOf('/');
    const found = await findRdsEvent(rest.slice(0, slash), rest.slice(slash + 1), since);
    return found ? { state: 'done', output: found } : PENDING;
  },
  command: async (commandId, { instanceId }) => {
    if (instanceId === undefined) return PENDING;
    const status = await describeCommand(commandId, instanceId);
    return status === undefined ? PENDING : judgeCommand(status);
  },
  snapshot: async (snapshot) => judgeSnapshot(await describeSnapshot(snapshot)),
  'cluster-snapshot': async (snapshot) => judgeSnapshot(await describeClusterSnapshot(snapshot)),
  // The probe completes its token itself; there is nothing to ask.
  probe: async () => PENDING,
  refresh: async (rest) => {
    const slash = rest.lastIndexOf('/');
    return judgeRefreshStatus(await describeRefreshStatus(rest.slice(0, slash), rest.slice(slash + 1)));
  },
  image: async (imageId) => judgeImage(await describeImageState(imageId)),
};

/** Describes once what a key stands for. */
export async function describeWait(key: string, check: WaitCheck): Promise<WaitOutcome> {
  const slash = key.indexOf('/');
  const kind = WAIT_KINDS.find((candidate) => candidate === key.slice(0, slash));
  if (kind === undefined) throw new RangeError(`Nothing is known to wait for under the key ${key}.`);
  return DESCRIBE[kind](key.slice(slash + 1), check);
}
