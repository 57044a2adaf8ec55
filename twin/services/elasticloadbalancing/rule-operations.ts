import type {
  Action,
  CreateRuleInput,
  DescribeRulesInput,
  DescribeRulesOutput,
  ModifyRuleInput,
  SetRulePrioritiesInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import type { Listener, Rule } from './records.ts';
import type { Store } from './store.ts';

/** AWS takes these as a rule's place among the others. */
const [LEAST_PRIORITY, MOST_PRIORITY] = [1, 50_000];

/** Listener rules. `checkActions` refuses targets that are not there; `changed` hears whenever what is routed where may have changed. */
export function ruleOperations(
  cloud: Cloud,
  store: Store,
  checkActions: (actions: Action[] | undefined) => void,
  changed: () => void,
): Record<string, Operation> {
  const random = cloud.random.split('elb-rules');
  return {
    CreateRule: taking('elasticloadbalancing:CreateRule', 'ListenerArn Priority Conditions Actions Tags', (input: CreateRuleInput) => {
      const listener = store.listener(input.ListenerArn);
      checkActions(input.Actions);
      checkPriority(listener, input.Priority);
      const rule: Rule = {
        arn: `${listener.arn.replace(':listener/', ':listener-rule/')}/${random.hex(16)}`,
        priority: input.Priority ?? 0,
        conditions: input.Conditions ?? [],
        actions: input.Actions ?? [],
      };
      listener.rules.push(rule);
      changed();
      return { Rules: [describe(rule)] };
    }),
    ModifyRule: taking('elasticloadbalancing:ModifyRule', 'RuleArn Conditions Actions', (input: ModifyRuleInput) => {
      const { rule } = store.rule(input.RuleArn);
      checkActions(input.Actions);
      rule.conditions = input.Conditions ?? rule.conditions;
      rule.actions = input.Actions ?? rule.actions;
      changed();
      return { Rules: [describe(rule)] };
    }),
    SetRulePriorities: taking('elasticloadbalancing:SetRulePriorities', 'RulePriorities', (input: SetRulePrioritiesInput) => {
      const wanted = (input.RulePriorities ?? []).map(({ RuleArn, Priority }) => ({ ...store.rule(RuleArn), priority: Priority ?? 0 }));
      for (const { listener, rule, priority } of wanted) {
        if (rule.priority !== priority) checkPriority(listener, priority);
        rule.priority = priority;
      }
      changed();
      return { Rules: wanted.map(({ rule }) => describe(rule)) };
    }),
    DescribeRules: taking(
      'elasticloadbalancing:DescribeRules',
      'ListenerArn RuleArns',
      (input: DescribeRulesInput): DescribeRulesOutput => {
        const listeners = input.ListenerArn ? [store.listener(input.ListenerArn)] : [...store.listeners.values()];
        const rules = listeners.flatMap((listener) => listener.rules);
        return { Rules: rules.filter((rule) => !input.RuleArns || input.RuleArns.includes(rule.arn)).map(describe) };
      },
    ),
    DeleteRule: taking('elasticloadbalancing:DeleteRule', 'RuleArn', (input: { RuleArn?: string }) => {
      for (const { rules } of store.listeners.values()) {
        const index = rules.findIndex((rule) => rule.arn === input.RuleArn);
        if (index >= 0) rules.splice(index, 1);
      }
      changed();
      return {};
    }),
  };
}

function checkPriority(listener: Listener, priority = 0): void {
  if (priority < LEAST_PRIORITY || priority > MOST_PRIORITY)
    throw new AwsError('ValidationError', `Priority must be between ${LEAST_PRIORITY} and ${MOST_PRIORITY}`);
  if (listener.rules.some((rule) => rule.priority === priority))
    throw new AwsError('PriorityInUseException', `Priority '${priority}' is currently in use`);
}

const describe = (rule: Rule) => ({
  RuleArn: rule.arn,
  Priority: String(rule.priority),
  Conditions: rule.conditions,
  Actions: rule.actions,
  IsDefault: false,
});
