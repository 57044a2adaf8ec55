import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  ListRulesRequest,
  ListTargetsByRuleRequest,
  PutRuleRequest,
  PutTargetsRequest,
  RemoveTargetsRequest,
} from '@aws-sdk/client-eventbridge';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { DEFAULT_BUS, type Rule, type RuleStore, refuseOtherBus } from './store.ts';
import { putTargets } from './targets.ts';

/** Rules and targets, as the API has them. */
export function ruleOperations(cloud: Cloud, store: RuleStore): Record<string, Operation> {
  const onDefaultBus =
    <I extends { EventBusName?: string | undefined }>(operation: (input: I) => object): Operation =>
    (input: I) => {
      refuseOtherBus(cloud, input.EventBusName);
      return operation(input);
    };
  return {
    PutRule: onDefaultBus((input: PutRuleRequest) => {
      if (input.ScheduleExpression !== undefined)
        throw new NotInTwinError('the parameter events ScheduleExpression', 'use EventBridge Scheduler');
      const rule = store.put({
        name: input.Name ?? '',
        patternText: input.EventPattern,
        description: input.Description,
        roleArn: input.RoleArn,
        enabled: input.State !== 'DISABLED',
      });
      return { RuleArn: rule.arn };
    }),
    DescribeRule: onDefaultBus((input: DescribeRuleRequest) => describe(store.require(input.Name))),
    DeleteRule: onDefaultBus((input: DeleteRuleRequest) => {
      // To delete a rule that is not there is no error; with targets it is.
      const rule = store.rules.get(input.Name ?? '');
      if (rule && rule.targets.size > 0) throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
      store.rules.delete(input.Name ?? '');
      return {};
    }),
    EnableRule: onDefaultBus((input: DescribeRuleRequest) => {
      store.require(input.Name).enabled = true;
      return {};
    }),
    DisableRule: onDefaultBus((input: DescribeRuleRequest) => {
      store.require(input.Name).enabled = false;
      return {};
    }),
    ListRules: onDefaultBus((input: ListRulesRequest) => {
      const found = [...store.rules.values()].filter((rule) => rule.name.startsWith(input.NamePrefix ?? ''));
      return { Rules: found.sort((one, other) => (one.name < other.name ? -1 : 1)).map(describe) };
    }),
    PutTargets: onDefaultBus((input: PutTargetsRequest) => {
      putTargets(cloud, store.require(input.Rule), input.Targets ?? []);
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),
    RemoveTargets: onDefaultBus((input: RemoveTargetsRequest) => {
      const rule = store.require(input.Rule);
      const missing = (input.Ids ?? []).filter((id) => !rule.targets.delete(id));
      const failed = missing.map((TargetId) => ({
        TargetId,
        ErrorCode: 'ResourceNotFoundException',
        ErrorMessage: `Target ${TargetId} does not exist.`,
      }));
      return { FailedEntryCount: failed.length, FailedEntries: failed };
    }),
    ListTargetsByRule: onDefaultBus((input: ListTargetsByRuleRequest) => ({ Targets: [...store.require(input.Rule).targets.values()] })),
  };
}

function describe(rule: Rule): object {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.patternText,
    State: rule.enabled ? 'ENABLED' : 'DISABLED',
    EventBusName: DEFAULT_BUS,
    ...(rule.description === undefined ? {} : { Description: rule.description }),
    ...(rule.roleArn === undefined ? {} : { RoleArn: rule.roleArn }),
  };
}
