import type { Cloud, ServiceModule } from '#twin/cloud.ts';
import { createCloud } from '#twin/create-cloud.ts';
import { AwsError } from '#twin/errors.ts';
import { createCloudFormation } from '#twin/services/cloudformation/index.ts';
import { PERSON, START_MS } from '../services/account.ts';

export type Thing = { name: string; size: number; tags: Record<string, string> };

/** A small service with things that take `Seconds` to make: enough to see a stack grow, fail and shrink. */
export function createThings(cloud: Cloud): ServiceModule & { things: Map<string, Thing>; log: string[] } {
  const things = new Map<string, Thing>();
  const log: string[] = [];
  return {
    name: 'tag',
    things,
    log,
    operations: {},
    providers: [
      {
        type: 'Test::Thing',
        create: async (properties, context) => {
          const name = String(properties.Name ?? context.newName(40));
          if (things.has(name)) throw new AwsError('AlreadyExists', `${name} already exists`);
          log.push(`create ${context.logicalId}`);
          things.set(name, { name, size: Number(properties.Size ?? 1), tags: { ...context.tags } });
          await cloud.clock.sleep(Number(properties.Seconds ?? 0) * 1000, name);
          if (properties.Broken === true) throw new AwsError('Broken', `${context.logicalId} is broken`);
          log.push(`created ${context.logicalId}`);
          return { physicalId: name, attributes: { Arn: `arn:thing:${name}`, Detail: { Size: Number(properties.Size ?? 1) } } };
        },
        update: (physicalId, properties, previous, context) => {
          if (properties.Name !== previous.Name) return 'replace';
          if (Number(properties.Size) > 100) throw new AwsError('TooBig', `${context.logicalId} is too big`);
          const thing = things.get(physicalId) as Thing;
          thing.size = Number(properties.Size ?? 1);
          log.push(`resize ${context.logicalId} to ${thing.size}`);
          return { attributes: { Detail: { Size: thing.size } } };
        },
        delete: (physicalId, properties, context) => {
          if (properties.Sticky === true) throw new AwsError('Sticky', `${context.logicalId} does not go`);
          log.push(`delete ${context.logicalId}`);
          things.delete(physicalId);
        },
      },
    ],
  };
}

const HOUR_MS = 3_600_000;

/** An account with CloudFormation and things, and short words for what tests do with it. */
export function prepare(extra: (cloud: Cloud) => ServiceModule[] = () => []) {
  const cloud = createCloud({ seed: 7, startMs: START_MS });
  const service = createThings(cloud);
  const emitted: { at: string; type: string; detail: Record<string, unknown> }[] = [];
  cloud.add(service);
  cloud.add(createCloudFormation(cloud));
  for (const module of extra(cloud)) cloud.add(module);
  cloud.connectBus((event) => {
    emitted.push({ at: new Date(cloud.clock.nowMs).toISOString(), type: event['detail-type'], detail: event.detail });
  });
  // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
  const call = (operation: string, input: object): any => cloud.call('cloudformation', operation, input, PERSON, 'person');
  return {
    cloud,
    ...service,
    emitted,
    call,
    play: () => cloud.runUntil(cloud.clock.nowMs + HOUR_MS),
    create: (resources: object, more: object = {}, input: object = {}) =>
      call('CreateStack', { StackName: 'demo', TemplateBody: JSON.stringify({ Resources: resources, ...more }), ...input }),
    update: (resources: object, more: object = {}, input: object = {}) =>
      call('UpdateStack', { StackName: 'demo', TemplateBody: JSON.stringify({ Resources: resources, ...more }), ...input }),
    stack: (name = 'demo') => call('DescribeStacks', { StackName: name }).Stacks[0],
    outputs: (name = 'demo'): Record<string, string> =>
      Object.fromEntries(
        call('DescribeStacks', { StackName: name }).Stacks[0].Outputs.map((o: { OutputKey: string; OutputValue: string }) => [
          o.OutputKey,
          o.OutputValue,
        ]),
      ),
    history: (): string[] =>
      call('DescribeStackEvents', { StackName: call('DescribeStacks', {}).Stacks[0]?.StackId ?? 'demo' })
        .StackEvents.map(
          (event: { LogicalResourceId: string; ResourceStatus: string }) => `${event.LogicalResourceId} ${event.ResourceStatus}`,
        )
        .reverse(),
  };
}

export const thing = (properties: object = {}, more: object = {}) => ({ Type: 'Test::Thing', Properties: properties, ...more });
