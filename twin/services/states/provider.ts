import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import type { Machines } from './machines.ts';
import type { MachineRecord, StatesStore } from './store.ts';
import { requireMachine } from './targets.ts';

const MAX_NAME_LENGTH = 80;

/** AWS::StepFunctions::StateMachine: its definition is text, an object, or an asset in S3, with substitutions filled in. */
export function stateMachineProvider(cloud: Cloud, store: StatesStore, machines: Machines): ResourceProvider {
  return {
    type: 'AWS::StepFunctions::StateMachine',
    create: (properties, context) => {
      const record = machines.add({
        name: String(properties.StateMachineName ?? context.newName(MAX_NAME_LENGTH)),
        definition: definitionOf(cloud, properties),
        roleArn: String(properties.RoleArn),
        type: properties.StateMachineType ?? 'STANDARD',
        tags: { ...context.tags },
      });
      return { physicalId: record.arn, attributes: { Arn: record.arn, Name: record.name, ...revisionOf(record) } };
    },
    update: (physicalId, properties, previous, context) => {
      if (properties.StateMachineName !== previous.StateMachineName || properties.StateMachineType !== previous.StateMachineType)
        return 'replace';
      const record = requireMachine(store, physicalId);
      machines.change(record, {
        definition: definitionOf(cloud, properties),
        roleArn: String(properties.RoleArn),
        tags: { ...context.tags },
      });
      return { attributes: revisionOf(record) };
    },
    delete: (physicalId) => {
      const record = store.machines.get(physicalId);
      if (record) machines.delete(record);
    },
  };
}

/** A version of a machine that was never changed is asked for as INITIAL (API reference: PublishStateMachineVersion). */
const revisionOf = ({ revision }: MachineRecord): { StateMachineRevisionId: string } => ({
  StateMachineRevisionId: revision.isFirst ? 'INITIAL' : revision.id,
});

function definitionOf(cloud: Cloud, properties: Properties): string {
  const substitutions = { ...properties.DefinitionSubstitutions } as Record<string, unknown>;
  return sourceOf(cloud, properties).replace(/\$\{([A-Za-z0-9_]+)\}/g, (whole, name: string) => {
    const value = substitutions[name];
    return value === undefined ? whole : String(value);
  });
}

function sourceOf(cloud: Cloud, properties: Properties): string {
  if (properties.DefinitionString !== undefined) return String(properties.DefinitionString);
  if (properties.Definition !== undefined) return JSON.stringify(properties.Definition);
  const location = properties.DefinitionS3Location as { Bucket?: string; Key?: string; Version?: string } | undefined;
  if (location?.Bucket === undefined || location.Key === undefined) throw new NotInTwinError('a state machine without a definition');
  if (location.Version !== undefined)
    throw new NotInTwinError('the property AWS::StepFunctions::StateMachine.DefinitionS3Location.Version');
  const bytes = cloud.assets.file(location.Bucket, location.Key) ?? cloud.callNow<{ Body: Uint8Array }>('s3', 'GetObject', location).Body;
  return new TextDecoder().decode(bytes);
}
