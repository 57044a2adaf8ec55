import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError } from '../../errors.ts';
import type { Listener, LoadBalancer, Rule, TargetGroup } from './records.ts';

/** The load balancers, listeners and target groups of the account. */
export class Store {
  readonly loadBalancers = new Map<string, LoadBalancer>();
  readonly targetGroups = new Map<string, TargetGroup>();
  readonly listeners = new Map<string, Listener>();

  loadBalancer(arn: string | undefined): LoadBalancer {
    const found = this.loadBalancers.get(arn ?? '');
    if (!found) throw new AwsError('LoadBalancerNotFoundException', 'One or more load balancers not found');
    return found;
  }

  targetGroup(arn: string | undefined): TargetGroup {
    const found = this.targetGroups.get(arn ?? '');
    if (!found) throw new AwsError('TargetGroupNotFoundException', 'One or more target groups not found');
    return found;
  }

  listener(arn: string | undefined): Listener {
    const found = this.listeners.get(arn ?? '');
    if (!found) throw new AwsError('ListenerNotFoundException', 'One or more listeners not found');
    return found;
  }

  /** A rule with its listener. */
  rule(arn: string | undefined): { listener: Listener; rule: Rule } {
    for (const listener of this.listeners.values()) {
      const rule = listener.rules.find((candidate) => candidate.arn === arn);
      if (rule) return { listener, rule };
    }
    throw new AwsError('RuleNotFoundException', 'One or more rules not found');
  }

  byDnsName(dnsName: string): LoadBalancer | undefined {
    return [...this.loadBalancers.values()].find((candidate) => candidate.dnsName === dnsName);
  }

  listenersOf(loadBalancerArn: string): Listener[] {
    return [...this.listeners.values()].filter((listener) => listener.loadBalancerArn === loadBalancerArn);
  }

  /** The load balancers that forward to a target group. */
  usersOf(targetGroupArn: string): LoadBalancer[] {
    const users = [...this.listeners.values()].filter((listener) =>
      [listener.defaultActions, ...listener.rules.map((rule) => rule.actions)].flat().some((action) => targetOf(action) === targetGroupArn),
    );
    return [...new Set(users.map((listener) => this.loadBalancer(listener.loadBalancerArn)))];
  }
}

/** The target group that an action forwards to. */
export function targetOf(action: Action | undefined): string | undefined {
  return action?.TargetGroupArn ?? action?.ForwardConfig?.TargetGroups?.[0]?.TargetGroupArn;
}
