import { judgeCommand, judgeImage, judgeStack, type WaitOutcome } from '#domain/waiting.ts';
import type { GroupLaunch } from '#events/group-activity.ts';
import type { InstanceRefresh } from '#events/instance-refresh.ts';
import type { ResumingEvent } from '#events/resuming-event.ts';
import type { WaitRow } from '../ledger/waits.ts';
import { describeWait } from './describe-wait.ts';

/** What an event means to whoever waits under one of its keys. */
export type EventMeaning = { keys: readonly string[]; outcomeFor: (wait: WaitRow) => WaitOutcome | Promise<WaitOutcome> };

/** Reads an event: the keys under which somebody may wait for it, and what it says to each. One place for all that resumes. */
export function meaningOf(event: ResumingEvent): EventMeaning {
  switch (event.source) {
    case 'aws.cloudformation':
      return stackMeaning(event);
    case 'aws.rds':
      return event['detail-type'] === 'RDS DB Instance Event' ? rdsMeaning(event) : snapshotMeaning(event);
    case 'aws.autoscaling':
      return 'InstanceRefreshId' in event.detail ? refreshMeaning(event.detail) : groupMeaning(event as GroupLaunch);
    case 'aws.ec2': {
      const { ImageId, State } = event.detail;
      return { keys: [`image/${ImageId}`], outcomeFor: () => judgeImage(State) };
    }
    case 'aws.ssm': {
      const { 'command-id': commandId, status } = event.detail;
      return { keys: [`command/${commandId}`], outcomeFor: () => judgeCommand(status) };
    }
    default: {
      const never: never = event;
      throw new RangeError(`Nothing waits for ${JSON.stringify(never)}.`);
    }
  }
}

function stackMeaning({ detail }: Extract<ResumingEvent, { source: 'aws.cloudformation' }>): EventMeaning {
  const { status, 'status-reason': reason } = detail['status-details'];
  const name = detail['stack-id'].split('/')[1];
  return {
    keys: [`stack/${detail['stack-id']}`, ...(name ? [`stack/${name}`] : [])],
    outcomeFor: ({ check }) => judgeStack(status, check.goal ?? 'complete', reason),
  };
}

function rdsMeaning({ detail }: Extract<ResumingEvent, { source: 'aws.rds' }>): EventMeaning {
  const { SourceIdentifier, EventID, Date: at, Message } = detail;
  return {
    // The guide's example of an instance's event puts `rds:` before its name; public logs have the bare name.
    keys: [`rds/${SourceIdentifier.replace(/^rds:/, '')}/${EventID}`],
    outcomeFor: ({ check: { since } }) =>
      // An event of an earlier failover may be told now: RDS may be five minutes late (R23).
      since !== undefined && Date.parse(at) < Date.parse(since)
        ? { state: 'pending' }
        : { state: 'done', output: { eventId: EventID, at, message: Message } },
  };
}

function snapshotMeaning({ detail, 'detail-type': type }: Extract<ResumingEvent, { source: 'aws.rds' }>): EventMeaning {
  const kind = type === 'RDS DB Cluster Snapshot Event' ? 'cluster-snapshot' : 'snapshot';
  // AWS's own samples put `rds:` before the name of a snapshot that a person made; public logs have the bare name. An automated
  // snapshot is really called so.
  const name = detail.SourceIdentifier;
  const names = [...new Set([name, name.replace(/^rds:/, '')])];
  // Several events tell of a snapshot on its way; only its state says whether it can be relied on.
  return { keys: names.map((one) => `${kind}/${one}`), outcomeFor: ({ key, check }) => describeWait(key, check) };
}

/** A refresh tells its end, and much on the way; only its status says what holds. */
function refreshMeaning({ AutoScalingGroupName, InstanceRefreshId }: InstanceRefresh['detail']): EventMeaning {
  const key = `refresh/${AutoScalingGroupName}/${InstanceRefreshId}`;
  return { keys: [key], outcomeFor: ({ check }) => describeWait(key, check) };
}

function groupMeaning(event: GroupLaunch): EventMeaning {
  const key = `group/${event.detail.AutoScalingGroupName}/launched`;
  const launched = event['detail-type'] === 'EC2 Instance Launch Successful';
  return {
    keys: [key],
    outcomeFor: ({ check }) => {
      // With a number wanted, one launch more or less says little: the group's own count does.
      if (check.inService !== undefined) return describeWait(key, check);
      if (launched) return { state: 'done', output: { instanceId: event.detail.EC2InstanceId } };
      const why = event.detail.StatusMessage ?? event['detail-type'];
      return { state: 'failed', cause: why };
    },
  };
}
