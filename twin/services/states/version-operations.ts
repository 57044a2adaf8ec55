import type {
  CreateStateMachineAliasInput,
  DeleteStateMachineAliasInput,
  DeleteStateMachineVersionInput,
  DescribeStateMachineAliasInput,
  ListStateMachineAliasesInput,
  ListStateMachineVersionsInput,
  PublishStateMachineVersionInput,
  RoutingConfigurationListItem,
  UpdateStateMachineAliasInput,
} from '@aws-sdk/client-sfn';
import type { Cloud, Operation } from '../../cloud.ts';
import { page } from './page.ts';
import type { Route, StatesStore } from './store.ts';
import { requireMachine, requireNamed } from './targets.ts';
import { createAlias, deleteAlias, deleteVersion, publishVersion, requireAlias, updateAlias } from './versions.ts';

/** Versions of machines, and aliases for them. */
export function versionOperations(cloud: Cloud, store: StatesStore): Record<string, Operation> {
  return {
    PublishStateMachineVersion: (input: PublishStateMachineVersionInput) => {
      const version = publishVersion(requireMachine(store, input.stateMachineArn), cloud.clock.nowMs, {
        revisionId: input.revisionId,
        description: input.description,
      });
      return { creationDate: new Date(version.createdMs), stateMachineVersionArn: version.arn };
    },
    DeleteStateMachineVersion: (input: DeleteStateMachineVersionInput) => {
      deleteVersion(store, input.stateMachineVersionArn);
      return {};
    },
    ListStateMachineVersions: (input: ListStateMachineVersionsInput) => {
      const versions = [...requireMachine(store, input.stateMachineArn).versions.values()].reverse();
      const { items, next } = page(versions, input.nextToken, input.maxResults);
      const stateMachineVersions = items.map(({ arn, createdMs }) => ({ stateMachineVersionArn: arn, creationDate: new Date(createdMs) }));
      return { stateMachineVersions, ...(next ? { nextToken: next } : {}) };
    },
    CreateStateMachineAlias: (input: CreateStateMachineAliasInput) => {
      const { name, description } = input;
      const alias = createAlias(store, cloud.clock.nowMs, { name, description, routes: routesOf(input.routingConfiguration) });
      return { stateMachineAliasArn: alias.arn, creationDate: new Date(alias.createdMs) };
    },
    UpdateStateMachineAlias: (input: UpdateStateMachineAliasInput) => {
      const routes = input.routingConfiguration && routesOf(input.routingConfiguration);
      const { updatedMs } = updateAlias(store, cloud.clock.nowMs, input.stateMachineAliasArn, { description: input.description, routes });
      return { updateDate: new Date(updatedMs) };
    },
    DescribeStateMachineAlias: (input: DescribeStateMachineAliasInput) => {
      const { alias } = requireAlias(store, input.stateMachineAliasArn);
      return {
        stateMachineAliasArn: alias.arn,
        name: alias.name,
        ...(alias.description === undefined ? {} : { description: alias.description }),
        routingConfiguration: alias.routes.map(({ versionArn, weight }) => ({ stateMachineVersionArn: versionArn, weight })),
        creationDate: new Date(alias.createdMs),
        updateDate: new Date(alias.updatedMs),
      };
    },
    DeleteStateMachineAlias: (input: DeleteStateMachineAliasInput) => {
      deleteAlias(store, input.stateMachineAliasArn);
      return {};
    },
    ListStateMachineAliases: (input: ListStateMachineAliasesInput) => {
      const { machine, version } = requireNamed(store, input.stateMachineArn);
      const aliases = [...machine.aliases.values()].filter(
        ({ routes }) => version === undefined || routes.some(({ versionArn }) => versionArn === version.arn),
      );
      const { items, next } = page(aliases.reverse(), input.nextToken, input.maxResults);
      const stateMachineAliases = items.map(({ arn, createdMs }) => ({ stateMachineAliasArn: arn, creationDate: new Date(createdMs) }));
      return { stateMachineAliases, ...(next ? { nextToken: next } : {}) };
    },
  };
}

const routesOf = (list: readonly RoutingConfigurationListItem[] | undefined): Route[] =>
  (list ?? []).map(({ stateMachineVersionArn = '', weight = 0 }) => ({ versionArn: stateMachineVersionArn, weight }));
