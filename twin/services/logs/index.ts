import type { FilterLogEventsCommandInput, GetLogEventsCommandInput, PutLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import { type Cloud, type Operation, type Properties, type ResourceProvider, type ServiceModule, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { type LogEvent, type LogGroup, LogStore } from './log-store.ts';

const LOG_GROUP = 'AWS::Logs::LogGroup';
const PROPERTIES = new Set(['LogGroupName', 'RetentionInDays', 'Tags', 'LogGroupClass', 'DeletionProtectionEnabled']);

/** CloudWatch Logs: groups, what functions and callers wrote, and reading it back. `lines` is for reports and tests. */
export function createLogs(cloud: Cloud): ServiceModule & { lines(logGroupName: string): string[] } {
  const store = new LogStore(
    (name) => serviceArn(cloud, 'logs', `log-group:${name}`),
    () => cloud.clock.nowMs,
  );
  cloud.signals.on('logs:line', ({ logGroupName, logStreamName, timestampMs, message }) =>
    store.append(logGroupName, logStreamName, timestampMs, message),
  );
  return {
    name: 'logs',
    operations: operations(store),
    providers: [logGroupProvider(store)],
    // What is kept is billed by its size, for as long as it is kept.
    taggedResources: () => store.all().map(({ arn, tags }) => ({ arn, tags, billable: true })),
    lines: (name) => store.all().flatMap((group) => (group.name === name ? inOrder(store, group).map(({ event }) => event.message) : [])),
  };
}

const operations = (store: LogStore): Record<string, Operation> => ({
  CreateLogGroup: ({ logGroupName, tags }) => {
    store.create(logGroupName).tags = tags ?? {};
    return {};
  },
  DeleteLogGroup: ({ logGroupName }) => {
    store.delete(logGroupName);
    return {};
  },
  PutRetentionPolicy: ({ logGroupName, retentionInDays }) => {
    store.find(logGroupName).retentionDays = retentionInDays;
    return {};
  },
  DescribeLogGroups: ({ logGroupNamePrefix }) => ({
    logGroups: store
      .all()
      .filter((group) => group.name.startsWith(logGroupNamePrefix ?? ''))
      .map(describe),
  }),
  CreateLogStream: ({ logGroupName, logStreamName }) => {
    const { streams } = store.find(logGroupName);
    if (streams.has(logStreamName)) throw new AwsError('ResourceAlreadyExistsException', 'The specified log stream already exists');
    streams.set(logStreamName, []);
    return {};
  },
  PutLogEvents: ({ logGroupName, logStreamName, logEvents }: PutLogEventsCommandInput) => {
    streamOf(store, logGroupName, logStreamName);
    for (const event of logEvents ?? []) store.append(logGroupName ?? '', logStreamName ?? '', event.timestamp ?? 0, event.message ?? '');
    return {};
  },
  GetLogEvents: ({ logGroupName, logStreamName, startTime, endTime, limit }: GetLogEventsCommandInput) => ({
    events: streamOf(store, logGroupName, logStreamName)
      .filter((event) => isWithin(event, startTime, endTime))
      .slice(-(limit ?? MAX_EVENTS))
      .map((event) => ({ timestamp: event.timestampMs, message: event.message, ingestionTime: event.ingestedMs })),
  }),
  FilterLogEvents: ({ logGroupName, startTime, endTime, filterPattern, limit }: FilterLogEventsCommandInput) => {
    if (filterPattern && !/^[\w"\s.-]+$/.test(filterPattern)) throw new NotInTwinError(`the filter pattern ${filterPattern}`);
    const words = filterPattern?.replaceAll('"', '').trim() ?? '';
    return {
      events: inOrder(store, store.find(logGroupName ?? ''))
        .filter(({ event }) => isWithin(event, startTime, endTime) && event.message.includes(words))
        .slice(0, limit ?? MAX_EVENTS)
        .map(({ stream, event }) => ({
          logStreamName: stream,
          timestamp: event.timestampMs,
          message: event.message,
          ingestionTime: event.ingestedMs,
        })),
    };
  },
});

/** Events that one answer holds at most, as documented. */
const MAX_EVENTS = 10_000;

function streamOf(store: LogStore, groupName: string | undefined, streamName: string | undefined): LogEvent[] {
  const group = store.find(groupName ?? '');
  if (!group.streams.has(streamName ?? '')) throw new AwsError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return store.kept(group, streamName ?? '');
}

const isWithin = (event: LogEvent, startMs = 0, endMs = Number.POSITIVE_INFINITY): boolean =>
  event.timestampMs >= startMs && event.timestampMs < endMs;

function inOrder(store: LogStore, group: LogGroup): { stream: string; event: LogEvent }[] {
  return [...group.streams.keys()]
    .flatMap((stream) => store.kept(group, stream).map((event) => ({ stream, event })))
    .sort((a, b) => a.event.timestampMs - b.event.timestampMs);
}

const describe = (group: LogGroup): object => ({
  logGroupName: group.name,
  arn: `${group.arn}:*`,
  logGroupArn: group.arn,
  creationTime: group.createdMs,
  ...(group.retentionDays === undefined ? {} : { retentionInDays: group.retentionDays }),
});

const logGroupProvider = (store: LogStore): ResourceProvider => {
  const set = (group: LogGroup, properties: Properties, tags: Readonly<Record<string, string>>): void => {
    const unknown = Object.keys(properties).find((name) => !PROPERTIES.has(name));
    if (unknown !== undefined) throw new NotInTwinError(`${LOG_GROUP} with ${unknown}`);
    group.retentionDays = properties.RetentionInDays === undefined ? undefined : Number(properties.RetentionInDays);
    group.tags = tags;
  };
  return {
    type: LOG_GROUP,
    create(properties, context) {
      const group = store.create(properties.LogGroupName ?? context.newName());
      set(group, properties, context.tags);
      return { physicalId: group.name, attributes: { Arn: `${group.arn}:*` } };
    },
    update(physicalId, properties, previous, context) {
      if (properties.LogGroupName !== previous.LogGroupName) return 'replace';
      const group = store.find(physicalId);
      set(group, properties, context.tags);
      return { attributes: { Arn: `${group.arn}:*` } };
    },
    delete: (physicalId) => store.delete(physicalId),
  };
};
