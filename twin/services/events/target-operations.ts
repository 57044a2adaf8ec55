import type { ListTargetsByRuleRequest, PutTargetsRequest, RemoveTargetsRequest } from '@aws-sdk/client-eventbridge';
import type { Cloud, Operation } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import { pageOf } from './paging.ts';
import { ownRule } from './rule-operations.ts';
import type { RuleStore } from './rules.ts';
import { putTargets } from './targets.ts';

/** The targets of rules, as the API has them. */
export function targetOperations(cloud: Cloud, rules: RuleStore): Record<string, Operation> {
  return {
    PutTargets: taking('events:PutTargets', 'Rule EventBusName Targets', (input: PutTargetsRequest) => {
      putTargets(cloud, ownRule(rules.require(input.EventBusName, input.Rule)), input.Targets ?? []);
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),
    RemoveTargets: taking('events:RemoveTargets', 'Rule EventBusName Ids Force', (input: RemoveTargetsRequest) => {
      const rule = rules.require(input.EventBusName, input.Rule);
      if (input.Force !== true) ownRule(rule);
      const missing = (input.Ids ?? []).filter((id) => !rule.targets.delete(id));
      const failed = missing.map((TargetId) => ({
        TargetId,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Target ${TargetId} does not exist.`,
      }));
      return { FailedEntryCount: failed.length, FailedEntries: failed };
    }),
    ListTargetsByRule: taking('events:ListTargetsByRule', 'Rule EventBusName NextToken Limit', (input: ListTargetsByRuleRequest) => {
      const { items, ...more } = pageOf([...rules.require(input.EventBusName, input.Rule).targets.values()], input);
      return { Targets: items, ...more };
    }),
  };
}
