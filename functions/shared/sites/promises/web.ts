import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { gateWeb, type WebFacts } from '#domain/layers/web.ts';
import { acm } from '../../clients/acm.ts';
import { loadBalancing } from '../../clients/load-balancing.ts';
import { isNamed } from '../../errors.ts';
import { describeGroup } from '../../group-facts.ts';
import type { Promised } from './promise.ts';

/** As many healthy targets as its minimum says, a healthy admin node and an issued certificate, where the site has them. */
export const webPromise: Promised = async (spec, outputs) =>
  outputs.TargetGroupArn
    ? gateWeb(spec.web, await webFacts(outputs.GroupName ?? spec.web.group, outputs.TargetGroupArn, outputs))
    : { action: 'fail', reason: 'The web layer has no target group.' };

/** The targets of the load balancer with the zones that their group says they are in. */
async function webFacts(group: string, targetGroupArn: string, outputs: Readonly<Record<string, string>>): Promise<WebFacts> {
  const { AdminTargetGroupArn: adminArn, CertificateArn: certificateArn } = outputs;
  const [targets, { Instances = [] }, admin, certificate] = await Promise.all([
    healthOf(targetGroupArn),
    describeGroup(group),
    adminArn ? healthOf(adminArn) : undefined,
    certificateArn ? statusOf(certificateArn) : undefined,
  ]);
  const zones = new Map(Instances.map(({ InstanceId, AvailabilityZone }) => [InstanceId, AvailabilityZone]));
  return { targets: targets.map(({ id, health }) => ({ health, zone: zones.get(id) })), admin, certificate };
}

async function healthOf(TargetGroupArn: string) {
  const { TargetHealthDescriptions = [] } = await loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({ id: Target?.Id, health: TargetHealth?.State ?? 'unknown' }));
}

/** Undefined when there is no such certificate. */
async function statusOf(CertificateArn: string): Promise<string | undefined> {
  try {
    const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn }));
    return Certificate?.Status;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}
