import type {
  CreateStateMachineInput,
  DeleteStateMachineInput,
  DescribeStateMachineInput,
  ListStateMachinesInput,
  UpdateStateMachineInput,
} from '@aws-sdk/client-sfn';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import type { Machines } from './machines.ts';
import { page } from './page.ts';
import type { MachineRecord, StatesStore, VersionRecord } from './store.ts';
import { tagMap } from './tags.ts';
import { requireActive, requireMachine, requireNamed } from './targets.ts';
import { validateDefinition } from './validate-definition.ts';
import { publishVersion, shownRevisionId } from './versions.ts';

/** What is done with machines rather than with executions. */
export function machineOperations(cloud: Cloud, store: StatesStore, machines: Machines): Record<string, Operation> {
  const published = (record: MachineRecord, input: { publish?: boolean | undefined; versionDescription?: string | undefined }): object => {
    if (input.publish !== true) {
      if (input.versionDescription !== undefined) throw new AwsError('ValidationException', 'A versionDescription needs publish');
      return {};
    }
    return { stateMachineVersionArn: publishVersion(record, cloud.clock.nowMs, { description: input.versionDescription }).arn };
  };
  return {
    CreateStateMachine: taking(
      'states:CreateStateMachine',
      'name definition roleArn type tags publish versionDescription',
      (input: CreateStateMachineInput) => {
        const record = sameMachine(machines.find(input.name ?? ''), input) ?? addFrom(machines, input);
        return { stateMachineArn: record.arn, creationDate: new Date(record.createdMs), ...published(record, input) };
      },
    ),
    UpdateStateMachine: taking(
      'states:UpdateStateMachine',
      'stateMachineArn definition roleArn publish versionDescription',
      (input: UpdateStateMachineInput) => {
        const record = requireActive(requireMachine(store, input.stateMachineArn));
        const { definition, roleArn } = input;
        if (!definition && !roleArn)
          throw new AwsError('MissingRequiredParameter', 'Either the definition, the role ARN or both must be given');
        machines.change(record, { ...(definition ? { definition } : {}), ...(roleArn ? { roleArn } : {}) });
        return { updateDate: new Date(cloud.clock.nowMs), ...shownRevisionId(record), ...published(record, input) };
      },
    ),
    DeleteStateMachine: (input: DeleteStateMachineInput) => {
      const record = store.machines.get(input.stateMachineArn ?? '');
      if (record) machines.delete(record);
      return {};
    },
    DescribeStateMachine: (input: DescribeStateMachineInput) => {
      if (/:stateMachine:[^:]+\//.test(input.stateMachineArn ?? '')) throw new NotInTwinError('states:DescribeStateMachine of a Map state');
      const { machine, version, alias } = requireNamed(store, input.stateMachineArn);
      if (alias !== undefined) throw new NotInTwinError('states:DescribeStateMachine of an alias');
      return describe(machine, version, input.includedData === 'METADATA_ONLY');
    },
    ListStateMachines: (input: ListStateMachinesInput) => {
      const { items, next } = page([...store.machines.values()], input.nextToken, input.maxResults);
      const stateMachines = items.map((record) => ({
        stateMachineArn: record.arn,
        name: record.name,
        type: record.type,
        creationDate: new Date(record.createdMs),
      }));
      return { stateMachines, ...(next ? { nextToken: next } : {}) };
    },
    ValidateStateMachineDefinition: validateDefinition,
  };
}

/** Creating a machine again as it is answers it, whatever role and tags are given (API reference: CreateStateMachine). */
function sameMachine(known: MachineRecord | undefined, input: CreateStateMachineInput): MachineRecord | undefined {
  if (known === undefined) return undefined;
  requireActive(known);
  return known.revision.definition === input.definition && known.type === (input.type ?? 'STANDARD') ? known : undefined;
}

function addFrom(machines: Machines, input: CreateStateMachineInput): MachineRecord {
  const { name = '', definition = '', roleArn = '', type = 'STANDARD' } = input;
  return machines.add({ name, definition, roleArn, type, tags: tagMap(input.tags) });
}

function describe(machine: MachineRecord, version: VersionRecord | undefined, isMetadataOnly: boolean): object {
  const { revision, createdMs, description } = version ?? { ...machine, description: undefined };
  return {
    stateMachineArn: version?.arn ?? machine.arn,
    name: machine.name,
    status: machine.status,
    definition: isMetadataOnly ? '{}' : revision.definition,
    roleArn: revision.roleArn,
    type: machine.type,
    creationDate: new Date(createdMs),
    ...shownRevisionId({ revision }),
    ...(description === undefined ? {} : { description }),
  };
}
