import type { Cloud, Properties, ResourceProvider } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import type { Route, StatesStore } from './store.ts';
import { requireMachine } from './targets.ts';
import { createAlias, deleteAlias, deleteVersion, publishVersion, updateAlias } from './versions.ts';

const VERSION = 'AWS::StepFunctions::StateMachineVersion';
const ALIAS = 'AWS::StepFunctions::StateMachineAlias';
const MAX_NAME_LENGTH = 80;

/** AWS::StepFunctions::StateMachineVersion: nothing of it can change in place. */
export function versionProvider(cloud: Cloud, store: StatesStore): ResourceProvider {
  return {
    type: VERSION,
    create: (properties) => {
      refuseUnknown(VERSION, properties, ['StateMachineArn', 'StateMachineRevisionId', 'Description']);
      const version = publishVersion(requireMachine(store, properties.StateMachineArn), cloud.clock.nowMs, {
        revisionId: properties.StateMachineRevisionId,
        description: properties.Description,
      });
      return { physicalId: version.arn, attributes: { Arn: version.arn } };
    },
    delete: (physicalId) => deleteVersion(store, physicalId),
  };
}

/** AWS::StepFunctions::StateMachineAlias: routed by hand, or moved at once; the gradual deployments are not in the twin. */
export function aliasProvider(cloud: Cloud, store: StatesStore): ResourceProvider {
  return {
    type: ALIAS,
    create: (properties, context) => {
      const name = String(properties.Name ?? context.newName(MAX_NAME_LENGTH));
      const alias = createAlias(store, cloud.clock.nowMs, { name, description: properties.Description, routes: routesOf(properties) });
      return { physicalId: alias.arn, attributes: { Arn: alias.arn } };
    },
    update: (physicalId, properties, previous) => {
      if (properties.Name !== previous.Name) return 'replace';
      updateAlias(store, cloud.clock.nowMs, physicalId, { description: properties.Description ?? '', routes: routesOf(properties) });
      return {};
    },
    delete: (physicalId) => deleteAlias(store, physicalId),
  };
}

function routesOf(properties: Properties): Route[] {
  refuseUnknown(ALIAS, properties, ['Name', 'Description', 'RoutingConfiguration', 'DeploymentPreference']);
  const { RoutingConfiguration: routing, DeploymentPreference: preference } = properties;
  if ((routing === undefined) === (preference === undefined))
    throw new AwsError('ValidationException', `${ALIAS} takes either RoutingConfiguration or DeploymentPreference`);
  if (preference === undefined)
    return (routing as Properties[]).map(({ StateMachineVersionArn, Weight }) => ({
      versionArn: StateMachineVersionArn,
      weight: Number(Weight),
    }));
  if (preference.Type !== 'ALL_AT_ONCE') throw new NotInTwinError(`${ALIAS} with DeploymentPreference ${preference.Type}`);
  refuseUnknown(`${ALIAS} DeploymentPreference`, preference, ['StateMachineVersionArn', 'Type']);
  return [{ versionArn: preference.StateMachineVersionArn, weight: 100 }];
}
