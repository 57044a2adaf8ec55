import type {
  Listener as ApiListener,
  CreateListenerInput,
  CreateRuleInput,
  DescribeListenersInput,
  DescribeListenersOutput,
  DescribeRulesInput,
  DescribeRulesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Cloud, Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import type { Listener, Rule } from './records.ts';
import { type Store, targetOf } from './store.ts';

/** Listeners and rules. `changed` hears whenever what is routed where may have changed. */
export function listenerOperations(cloud: Cloud, store: Store, changed: () => void): Record<string, Operation> {
  const random = cloud.random.split('elb-listeners');
  const checkActions = (actions: CreateListenerInput['DefaultActions']): void => {
    for (const action of actions ?? []) if (action.Type === 'forward') store.targetGroup(targetOf(action));
  };
  return {
    CreateListener: taking(
      'elasticloadbalancing:CreateListener',
      'LoadBalancerArn Port Protocol DefaultActions Certificates SslPolicy Tags',
      (input: CreateListenerInput) => {
        const balancer = store.loadBalancer(input.LoadBalancerArn);
        checkActions(input.DefaultActions);
        if (store.listenersOf(balancer.arn).some((known) => known.port === input.Port)) {
          throw new AwsError('DuplicateListenerException', 'A listener already exists on this port for this load balancer');
        }
        const listener: Listener = {
          arn: `${balancer.arn.replace(':loadbalancer/', ':listener/')}/${random.hex(16)}`,
          loadBalancerArn: balancer.arn,
          port: input.Port ?? 80,
          protocol: input.Protocol ?? 'HTTP',
          defaultActions: input.DefaultActions ?? [],
          rules: [],
        };
        store.listeners.set(listener.arn, listener);
        changed();
        return { Listeners: [describe(listener)] };
      },
    ),
    DescribeListeners: taking(
      'elasticloadbalancing:DescribeListeners',
      'LoadBalancerArn ListenerArns Marker PageSize',
      (input: DescribeListenersInput): DescribeListenersOutput => ({
        Listeners: (
          input.ListenerArns?.map((arn) => store.listener(arn)) ?? store.listenersOf(store.loadBalancer(input.LoadBalancerArn).arn)
        ).map(describe),
      }),
    ),
    DeleteListener: taking('elasticloadbalancing:DeleteListener', 'ListenerArn', (input: { ListenerArn?: string }) => {
      store.listeners.delete(input.ListenerArn ?? '');
      changed();
      return {};
    }),
    CreateRule: taking('elasticloadbalancing:CreateRule', 'ListenerArn Priority Conditions Actions Tags', (input: CreateRuleInput) => {
      const listener = store.listener(input.ListenerArn);
      checkActions(input.Actions);
      if (listener.rules.some((rule) => rule.priority === input.Priority))
        throw new AwsError('PriorityInUseException', `Priority '${input.Priority}' is currently in use`);
      const rule: Rule = {
        arn: `${listener.arn.replace(':listener/', ':listener-rule/')}/${random.hex(16)}`,
        priority: input.Priority ?? 0,
        conditions: input.Conditions ?? [],
        actions: input.Actions ?? [],
      };
      listener.rules.push(rule);
      changed();
      return { Rules: [describeRule(rule)] };
    }),
    DescribeRules: taking(
      'elasticloadbalancing:DescribeRules',
      'ListenerArn RuleArns',
      (input: DescribeRulesInput): DescribeRulesOutput => {
        const listeners = input.ListenerArn ? [store.listener(input.ListenerArn)] : [...store.listeners.values()];
        const rules = listeners.flatMap((listener) => listener.rules);
        return { Rules: rules.filter((rule) => !input.RuleArns || input.RuleArns.includes(rule.arn)).map(describeRule) };
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

function describe(listener: Listener): ApiListener {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancerArn,
    Port: listener.port,
    Protocol: listener.protocol as 'HTTP',
    DefaultActions: listener.defaultActions,
  };
}

function describeRule(rule: Rule) {
  return { RuleArn: rule.arn, Priority: String(rule.priority), Conditions: rule.conditions, Actions: rule.actions, IsDefault: false };
}
