import type { ResourceStatus, StackStatus } from '@aws-sdk/client-cloudformation';
import type { Cloud } from '../cloud.ts';
import type { Random } from '../random.ts';
import type { ResourceRecord, Stack } from './stack.ts';

/** Changes the statuses of stacks and resources, and tells everybody: stack events, the bus, the journal. */
export class Statuses {
  readonly #cloud: Cloud;
  readonly #random: Random;

  constructor(cloud: Cloud, random: Random) {
    this.#cloud = cloud;
    this.#random = random;
  }

  ofStack(stack: Stack, status: StackStatus, reason?: string): void {
    const from = stack.status;
    stack.status = status;
    stack.reason = reason;
    // A stack that begins was nothing before.
    const change = stack.events.length > 0 ? { from, to: status } : { to: status };
    this.#cloud.journal.write('activity', { what: 'stack', id: stack.name, ...change, ...(reason ? { reason } : {}) });
    stack.events.push({
      StackId: stack.id,
      StackName: stack.name,
      EventId: this.#random.uuid(),
      LogicalResourceId: stack.name,
      PhysicalResourceId: stack.id,
      ResourceType: 'AWS::CloudFormation::Stack',
      Timestamp: new Date(this.#cloud.clock.nowMs),
      ResourceStatus: status as ResourceStatus,
      ...(reason ? { ResourceStatusReason: reason } : {}),
      ...(stack.clientRequestToken ? { ClientRequestToken: stack.clientRequestToken } : {}),
    });
    this.#cloud.emit({
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation Stack Status Change',
      resources: [stack.id],
      detail: {
        'stack-id': stack.id,
        'status-details': { status, 'status-reason': reason ?? '' },
        'client-request-token': stack.clientRequestToken ?? '',
      },
    });
  }

  ofResource(stack: Stack, record: ResourceRecord, status: ResourceStatus, reason?: string): void {
    const nowMs = this.#cloud.clock.nowMs;
    const from = record.status;
    record.status = status;
    record.reason = reason;
    record.changedMs = nowMs;
    if (status.endsWith('_FAILED')) {
      this.#cloud.journal.write('activity', {
        what: 'stack-resource',
        id: `${stack.name}/${record.logicalId}`,
        from,
        to: status,
        reason: reason ?? '',
      });
    }
    const at = new Date(nowMs);
    stack.events.push({
      StackId: stack.id,
      StackName: stack.name,
      EventId: `${record.logicalId}-${status}-${at.toISOString()}`,
      LogicalResourceId: record.logicalId,
      PhysicalResourceId: record.physicalId ?? '',
      ResourceType: record.type,
      Timestamp: at,
      ResourceStatus: status,
      ...(reason ? { ResourceStatusReason: reason } : {}),
      ...(stack.clientRequestToken ? { ClientRequestToken: stack.clientRequestToken } : {}),
    });
    this.#cloud.emit({
      source: 'aws.cloudformation',
      'detail-type': 'CloudFormation Resource Status Change',
      resources: [stack.id],
      detail: {
        'stack-id': stack.id,
        'logical-resource-id': record.logicalId,
        'physical-resource-id': record.physicalId ?? '',
        'status-details': { status, 'status-reason': reason ?? '' },
        'resource-type': record.type,
        'client-request-token': stack.clientRequestToken ?? '',
      },
    });
  }
}
