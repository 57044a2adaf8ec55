import type { CancelReplayRequest, DescribeReplayRequest, ListReplaysRequest, StartReplayRequest } from '@aws-sdk/client-eventbridge';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { refuseUnknown, taking } from '../../refuse.ts';
import type { Archive, ArchiveStore } from './archives.ts';
import type { BusStore } from './buses.ts';
import { pageOf } from './paging.ts';
import type { Replay, Replays } from './replays.ts';

const START = 'ReplayName Description EventSourceArn EventStartTime EventEndTime Destination';
const LIST = 'NamePrefix EventSourceArn State NextToken Limit';
const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** Replays, as the API has them. */
export function replayOperations(buses: BusStore, archives: ArchiveStore, replays: Replays): Record<string, Operation> {
  return {
    StartReplay: taking('events:StartReplay', START, (input: StartReplayRequest) => {
      const replay = startReplay(buses, archives, replays, input);
      return { ReplayArn: replay.arn, State: replay.state, ReplayStartTime: new Date(replay.startedMs) };
    }),
    CancelReplay: taking('events:CancelReplay', 'ReplayName', (input: CancelReplayRequest) => {
      const replay = replays.require(input.ReplayName);
      replays.cancel(replay);
      return { ReplayArn: replay.arn, State: replay.state };
    }),
    DescribeReplay: taking('events:DescribeReplay', 'ReplayName', (input: DescribeReplayRequest) => {
      const replay = replays.require(input.ReplayName);
      const { archive, onlyRules } = replay;
      return given({
        ...summary(replay),
        ReplayArn: replay.arn,
        Description: replay.description,
        Destination: given({ Arn: archive.bus.arn, FilterArns: onlyRules === undefined ? undefined : [...onlyRules] }),
      });
    }),
    ListReplays: taking('events:ListReplays', LIST, (input: ListReplaysRequest) => {
      const { NamePrefix: prefix, EventSourceArn: source, State: state } = input;
      if ([prefix, source, state].filter((filter) => filter !== undefined).length > 1)
        throw invalid('At most one filter is allowed for ListReplays. Use either : State, EventSourceArn, or NamePrefix.');
      const found = replays
        .all()
        .filter(
          (replay) =>
            replay.name.startsWith(prefix ?? '') &&
            (source === undefined || replay.archive.arn === source) &&
            (state === undefined || replay.state === state),
        );
      const { items, ...more } = pageOf(found, input);
      return { Replays: items.map(summary), ...more };
    }),
  };
}

function startReplay(buses: BusStore, archives: ArchiveStore, replays: Replays, input: StartReplayRequest): Replay {
  const { Destination: destination, EventStartTime: from, EventEndTime: to } = input;
  if (!destination?.Arn || !from || !to) throw invalid('Parameters EventStartTime, EventEndTime and Destination must be specified.');
  refuseUnknown('the destination of a replay', destination, ['Arn', 'FilterArns']);
  const bus = buses.require(destination.Arn);
  const archive = archiveAt(archives, input.EventSourceArn);
  if (archive.bus !== bus) throw invalid('Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.');
  if (from >= to) throw invalid('Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.');
  const ruleArns = destination.FilterArns;
  const known = new Set([...bus.rules.values()].map((rule) => rule.arn));
  const missing = ruleArns?.find((arn) => !known.has(arn));
  if (missing !== undefined) throw new AwsError('ResourceNotFoundException', `Rule ${missing} does not exist.`);
  return replays.start({
    name: input.ReplayName ?? '',
    description: input.Description,
    archive,
    fromMs: from.getTime(),
    toMs: to.getTime(),
    onlyRules: ruleArns === undefined || ruleArns.length === 0 ? undefined : new Set(ruleArns),
  });
}

function archiveAt(archives: ArchiveStore, arn: string | undefined): Archive {
  const name = arn?.slice(arn.lastIndexOf('/') + 1);
  const archive = archives.find(name);
  if (!archive) throw invalid(`Parameter EventSourceArn is not valid. Reason: Archive ${name} does not exist.`);
  return archive;
}

const summary = (replay: Replay): object =>
  given({
    ReplayName: replay.name,
    EventSourceArn: replay.archive.arn,
    State: replay.state,
    EventStartTime: new Date(replay.fromMs),
    EventEndTime: new Date(replay.toMs),
    EventLastReplayedTime: replay.lastEventMs === undefined ? undefined : new Date(replay.lastEventMs),
    ReplayStartTime: new Date(replay.startedMs),
    ReplayEndTime: replay.endedMs === undefined ? undefined : new Date(replay.endedMs),
  });
