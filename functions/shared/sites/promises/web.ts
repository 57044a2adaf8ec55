import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { gateWeb, type WebFacts } from '#domain/layers/web.ts';
import { loadBalancing } from '../../clients/load-balancing.ts';
import { describeGroup } from '../../group-facts.ts';
import type { Promised } from './promise.ts';

/** As many healthy targets as its minimum says. */
export const webPromise: Promised = async (spec, outputs) =>
  outputs.TargetGroupArn
    ? gateWeb(spec.web, await webFacts(outputs.GroupName ?? spec.web.group, outputs.TargetGroupArn))
    : { action: 'fail', reason: 'The web layer has no target group.' };

/** The targets of the load balancer with the zones that their group says they are in. */
async function webFacts(group: string, targetGroupArn: string): Promise<WebFacts> {
  const [{ TargetHealthDescriptions = [] }, { Instances = [] }] = await Promise.all([
    loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })),
    describeGroup(group),
  ]);
  const zones = new Map(Instances.map(({ InstanceId, AvailabilityZone }) => [InstanceId, AvailabilityZone]));
  return {
    targets: TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({
      health: TargetHealth?.State ?? 'unknown',
      zone: zones.get(Target?.Id),
    })),
  };
}
