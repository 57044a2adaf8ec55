import type {
  CreateEventBusRequest,
  DeleteEventBusRequest,
  DescribeEventBusRequest,
  ListEventBusesRequest,
  PutPermissionRequest,
  RemovePermissionRequest,
  UpdateEventBusRequest,
} from '@aws-sdk/client-eventbridge';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { taking } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import type { BusStore, EventBus } from './buses.ts';
import { pageOf } from './paging.ts';
import { putStatement, readPolicy, removeStatement, statementOf } from './policy.ts';

/** Encryption and logs of a bus, and the dead letters of encryption, have no effect here; nothing reads them. */
const INERT = 'KmsKeyIdentifier DeadLetterConfig LogConfig';

/** Event buses and who may put events on them, as the API has them. */
export function busOperations(cloud: Cloud, buses: BusStore): Record<string, Operation> {
  return {
    CreateEventBus: taking('events:CreateEventBus', `Name Description Tags ${INERT}`, (input: CreateEventBusRequest) => {
      const bus = buses.create(input.Name ?? '', input.Description);
      for (const [key, value] of Object.entries(tagRecord(input.Tags))) bus.tags.set(key, value);
      return given({ EventBusArn: bus.arn, Description: bus.description });
    }),
    UpdateEventBus: taking('events:UpdateEventBus', `Name Description ${INERT}`, (input: UpdateEventBusRequest) => {
      const bus = buses.require(input.Name);
      bus.description = input.Description;
      bus.changedMs = cloud.clock.nowMs;
      return given({ Arn: bus.arn, Name: bus.name, Description: bus.description });
    }),
    DescribeEventBus: taking('events:DescribeEventBus', 'Name', (input: DescribeEventBusRequest) => describe(buses.require(input.Name))),
    ListEventBuses: taking('events:ListEventBuses', 'NamePrefix NextToken Limit', (input: ListEventBusesRequest) => {
      const { items, ...more } = pageOf(
        buses.all().filter((bus) => bus.name.startsWith(input.NamePrefix ?? '')),
        input,
      );
      return { EventBuses: items.map(describe), ...more };
    }),
    DeleteEventBus: taking('events:DeleteEventBus', 'Name', (input: DeleteEventBusRequest) => {
      buses.delete(buses.require(input.Name));
      return {};
    }),
    PutPermission: taking(
      'events:PutPermission',
      'EventBusName Action Principal StatementId Condition Policy',
      (input: PutPermissionRequest) => {
        const bus = buses.require(input.EventBusName);
        if (input.Policy === undefined) putStatement(bus, statementOf(bus, input));
        else bus.policy = readPolicy(input.Policy);
        return {};
      },
    ),
    RemovePermission: taking(
      'events:RemovePermission',
      'EventBusName StatementId RemoveAllPermissions',
      (input: RemovePermissionRequest) => {
        const bus = buses.require(input.EventBusName);
        if (input.RemoveAllPermissions === true) bus.policy = undefined;
        else if (!input.StatementId) throw new AwsError('ValidationException', 'Parameter StatementId must be specified.');
        else removeStatement(bus, input.StatementId);
        return {};
      },
    ),
  };
}

const describe = (bus: EventBus): object =>
  given({
    Name: bus.name,
    Arn: bus.arn,
    Description: bus.description,
    Policy: bus.policy === undefined ? undefined : JSON.stringify(bus.policy),
    CreationTime: new Date(bus.createdMs),
    LastModifiedTime: new Date(bus.changedMs),
  });
