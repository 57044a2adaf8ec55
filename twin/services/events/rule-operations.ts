import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  ListRuleNamesByTargetRequest,
  ListRulesRequest,
  PutRuleRequest,
  RuleState,
} from '@aws-sdk/client-eventbridge';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { taking } from '../../refuse.ts';
import { tagRecord } from '../../tags.ts';
import type { BusStore, EventBus } from './buses.ts';
import { pageOf } from './paging.ts';
import type { Rule, RuleStore } from './rules.ts';

const PUT = 'Name ScheduleExpression EventPattern State Description RoleArn Tags EventBusName';
const LIST = 'NamePrefix EventBusName NextToken Limit';

/** Rules, as the API has them. */
export function ruleOperations(cloud: Cloud, buses: BusStore, rules: RuleStore): Record<string, Operation> {
  const switching = (name: string, state: RuleState): Operation =>
    taking(`events:${name}`, 'Name EventBusName', (input: DescribeRuleRequest) => {
      rules.switch(ownRule(rules.require(input.EventBusName, input.Name)), state);
      return {};
    });
  return {
    PutRule: taking('events:PutRule', PUT, (input: PutRuleRequest) => ({ RuleArn: putRule(rules, input).arn })),
    DescribeRule: taking('events:DescribeRule', 'Name EventBusName', (input: DescribeRuleRequest) => ({
      ...describe(rules.require(input.EventBusName, input.Name)),
      CreatedBy: cloud.account,
    })),
    DeleteRule: taking('events:DeleteRule', 'Name EventBusName Force', (input: DeleteRuleRequest) => {
      // To delete a rule that is not there is no error; with targets it is.
      const rule = rules.find(input.EventBusName, input.Name);
      if (rule === undefined) return {};
      if (input.Force !== true) ownRule(rule);
      if (rule.targets.size > 0 && rule.managedBy === undefined)
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
      rules.remove(rule);
      return {};
    }),
    EnableRule: switching('EnableRule', 'ENABLED'),
    DisableRule: switching('DisableRule', 'DISABLED'),
    ListRules: taking('events:ListRules', LIST, (input: ListRulesRequest) => {
      const found = sorted(buses.require(input.EventBusName)).filter((rule) => rule.name.startsWith(input.NamePrefix ?? ''));
      const { items, ...more } = pageOf(found, input);
      return { Rules: items.map(describe), ...more };
    }),
    ListRuleNamesByTarget: taking(
      'events:ListRuleNamesByTarget',
      'TargetArn EventBusName NextToken Limit',
      (input: ListRuleNamesByTargetRequest) => {
        const found = sorted(buses.require(input.EventBusName)).filter((rule) =>
          [...rule.targets.values()].some((target) => target.Arn === input.TargetArn),
        );
        const { items, ...more } = pageOf(found, input);
        return { RuleNames: items.map((rule) => rule.name), ...more };
      },
    ),
  };
}

function putRule(rules: RuleStore, input: PutRuleRequest): Rule {
  const known = rules.find(input.EventBusName, input.Name);
  if (known) ownRule(known);
  const rule = rules.put(input.EventBusName, {
    name: input.Name ?? '',
    patternText: input.EventPattern,
    scheduleExpression: input.ScheduleExpression,
    description: input.Description,
    roleArn: input.RoleArn,
    state: input.State ?? 'ENABLED',
  });
  // Tags of a later PutRule are ignored, as documented.
  if (!known) for (const [key, value] of Object.entries(tagRecord(input.Tags))) rule.tags.set(key, value);
  return rule;
}

/** Refuses what a service manages; its Force is for its own clean-up. */
export function ownRule(rule: Rule): Rule {
  if (rule.managedBy === undefined) return rule;
  throw new AwsError('ManagedRuleException', `Rule ${rule.name} is managed by ${rule.managedBy}.`);
}

const sorted = (bus: EventBus): Rule[] => [...bus.rules.values()].sort((one, other) => (one.name < other.name ? -1 : 1));

const describe = (rule: Rule): object =>
  given({
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.patternText,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.state,
    EventBusName: rule.busName,
    Description: rule.description,
    RoleArn: rule.roleArn,
    ManagedBy: rule.managedBy,
  });
