import { Aws, type CfnCondition, CfnCondition as Condition, Fn, Token } from 'aws-cdk-lib';
import { CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { onlyIf } from '../network/conditions.ts';
import type { WebParameters } from './parameters.ts';

export type TargetGroupsProps = { name: string; healthPath: string; hasAdmin: CfnCondition };
export type TargetGroups = { nodes: CfnTargetGroup; admin: CfnTargetGroup };

/** Where the load balancer finds the nodes, and the admin node. Thresholds and timeout stay at its defaults (facts L2 to L6). */
export const targetGroups = (scope: Construct, parameters: WebParameters, props: TargetGroupsProps): TargetGroups => {
  const { name, healthPath, hasAdmin } = props;
  const delaySeconds = parameters.number('DeregistrationDelaySeconds', 0, 3600);
  const shared = {
    vpcId: parameters.text('VpcId'),
    protocol: 'HTTP',
    port: 80,
    targetType: 'instance',
    healthCheckProtocol: 'HTTP',
    healthCheckPath: healthPath,
    healthCheckIntervalSeconds: 30,
  };
  const delay = { key: 'deregistration_delay.timeout_seconds', value: `${delaySeconds}` };
  const targetGroupAttributes = [delay, crossZone(parameters), ...stickiness(scope, parameters)];
  return {
    nodes: new CfnTargetGroup(scope, 'TargetGroup', { ...shared, name, targetGroupAttributes }),
    admin: onlyIf(
      hasAdmin,
      new CfnTargetGroup(scope, 'AdminTargetGroup', { ...shared, name: Fn.join('-', [name, 'admin']), targetGroupAttributes: [delay] }),
    ),
  };
};

/** Off, each zone's requests stay in it: a zone that loses its nodes answers nobody, and the others are not disturbed. */
const crossZone = (parameters: WebParameters) => ({
  key: 'load_balancing.cross_zone.enabled',
  value: parameters.text('CrossZone', { allowedValues: ['true', 'false'] }),
});

/** The load balancer's own cookie keeps a visitor at a node for as long as both last. */
const stickiness = (scope: Construct, parameters: WebParameters) => {
  const seconds = Token.asString(parameters.number('StickinessSeconds', 0, 604_800));
  const condition = new Condition(scope, 'HasStickiness', { expression: Fn.conditionNot(Fn.conditionEquals(seconds, '0')) });
  const only = (Key: string, Value: string) => Fn.conditionIf(condition.logicalId, { Key, Value }, Aws.NO_VALUE);
  return [
    { key: 'stickiness.enabled', value: Token.asString(Fn.conditionIf(condition.logicalId, 'true', 'false')) },
    only('stickiness.type', 'lb_cookie'),
    only('stickiness.lb_cookie.duration_seconds', seconds),
  ];
};
