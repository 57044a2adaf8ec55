import type { Cloud, Properties, ProviderContext } from '#twin/cloud.ts';

const STACK = 'nines-myapp-layer';
const DAY_MS = 86_400_000;

/** What CloudFormation would hand to a provider for a resource of one of the site's stacks. */
export const contextOf = (logicalId = 'Resource'): ProviderContext => ({
  stackName: STACK,
  stackId: `arn:aws:cloudformation:us-east-1:123456789012:stack/${STACK}/1`,
  logicalId,
  tags: { 'nines:site': 'myapp' },
  principal: { kind: 'service', service: 'cloudformation.amazonaws.com' },
  newName: (maxLength = 64) => `${STACK}-${logicalId}-abc123`.slice(0, maxLength),
});

/** Makes a resource by its provider and plays the clock until it is there. */
export function make(cloud: Cloud, type: string, properties: Properties, logicalId?: string) {
  return played(cloud, Promise.resolve(cloud.provider(type).create(properties, contextOf(logicalId))));
}

/** Plays the clock until the promise settles, at most a virtual day. */
export async function played<T>(cloud: Cloud, promise: Promise<T>): Promise<T> {
  let isDone = false;
  const settled = promise.finally(() => {
    isDone = true;
  });
  settled.catch(() => {});
  await cloud.runUntil(cloud.clock.nowMs + DAY_MS, () => isDone);
  return settled;
}
