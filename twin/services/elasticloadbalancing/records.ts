import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Timer } from '../../clock.ts';
import type { TargetGroupAttributes } from './target-group-attributes.ts';

export type LoadBalancer = {
  readonly arn: string;
  readonly name: string;
  /** `app/name/id`, the dimension of its metrics. */
  readonly fullName: string;
  readonly dnsName: string;
  readonly createdMs: number;
  readonly scheme: 'internet-facing' | 'internal';
  readonly vpcId: string;
  readonly zones: readonly { zone: string; subnetId: string }[];
  securityGroups: readonly string[];
  state: 'provisioning' | 'active';
  attributes: Record<string, string>;
  tags: Record<string, string>;
};

export type TargetState = 'initial' | 'healthy' | 'unhealthy' | 'draining';

/** A registered target. Its checks fall at `firstCheckMs` and every interval after it. */
export type Target = {
  readonly id: string;
  readonly port: number;
  readonly zone: string;
  readonly firstCheckMs: number;
  state: TargetState;
  reason?: string | undefined;
  description?: string | undefined;
  /** What the checks find since `lookedMs`, and how many in a row found it. */
  passes: boolean;
  inARow: number;
  lookedMs: number;
  timer?: Timer | undefined;
};

export type TargetGroup = {
  readonly arn: string;
  readonly name: string;
  readonly fullName: string;
  readonly port: number;
  readonly protocol: string;
  readonly vpcId: string;
  check: {
    path: string;
    matcher: string;
    intervalSeconds: number;
    timeoutSeconds: number;
    healthyThreshold: number;
    unhealthyThreshold: number;
  };
  attributes: TargetGroupAttributes;
  tags: Record<string, string>;
  readonly targets: Map<string, Target>;
  /** How many targets were healthy and not, since when; oldest first. */
  readonly counts: { atMs: number; healthy: number; unhealthy: number }[];
};

export type Rule = {
  readonly arn: string;
  priority: number;
  conditions: RuleCondition[];
  actions: Action[];
};

export type Listener = {
  readonly arn: string;
  readonly loadBalancerArn: string;
  readonly port: number;
  readonly protocol: string;
  certificateArn?: string | undefined;
  sslPolicy?: string | undefined;
  /** What its certificate is for; none without TLS. */
  names: readonly string[];
  defaultActions: Action[];
  readonly rules: Rule[];
};
