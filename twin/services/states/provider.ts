import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import { NotInTwinError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { addMachine, changeMachine } from './machines.ts';
import { requireMachine, type StatesStore } from './store.ts';

const MAX_NAME_LENGTH = 80;

/** AWS::StepFunctions::StateMachine: its definition is text, an object, or an asset in S3, with substitutions filled in. */
export function stateMachineProvider(cloud: Cloud, random: Random, store: StatesStore): ResourceProvider {
  return {
    type: 'AWS::StepFunctions::StateMachine',
    create: (properties, context) => {
      const record = addMachine(cloud, random, store, {
        name: String(properties.StateMachineName ?? context.newName(MAX_NAME_LENGTH)),
        definition: definitionOf(cloud, properties),
        roleArn: String(properties.RoleArn),
        type: properties.StateMachineType ?? 'STANDARD',
        tags: { ...context.tags },
      });
      return { physicalId: record.arn, attributes: { Arn: record.arn, Name: record.name, StateMachineRevisionId: record.revisionId } };
    },
    update: (physicalId, properties, previous, context) => {
      if (properties.StateMachineName !== previous.StateMachineName || properties.StateMachineType !== previous.StateMachineType)
        return 'replace';
      const record = requireMachine(store, physicalId);
      changeMachine(random, record, {
        definition: definitionOf(cloud, properties),
        roleArn: String(properties.RoleArn),
        tags: { ...context.tags },
      });
      return { attributes: { StateMachineRevisionId: record.revisionId } };
    },
    delete: (physicalId) => {
      store.machines.delete(physicalId);
    },
  };
}

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
