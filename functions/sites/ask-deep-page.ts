import * as z from 'zod';
import { gateDeepPage } from '#domain/deep-page.ts';
import { siteOrigin } from '#domain/layers/web-front.ts';
import { behindText, nodesBehind } from '#domain/nodes-behind.ts';
import { signedHeaders } from '#domain/probe-signature.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { MissingError } from '../shared/errors.ts';
import { describeGroup, healthyTargetIds } from '../shared/group-facts.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { siteKey } from '../shared/probe/site-key.ts';
import { fetchJson } from '../shared/sites/fetch-json.ts';
import { describeLayerStacks, outputsOf } from '../shared/sites/layer-stacks.ts';

const askDeepPageSchema = z.strictObject({ spec: siteSpecSchema });

/**
 * Asks the deep page once, through the load balancer, as a visitor would: it writes a row and reads it back. Called by
 * provision-site when every layer is built.
 */
async function askDeepPage({ spec }: z.output<typeof askDeepPageSchema>) {
  const { LoadBalancerDnsName: host, TargetGroupArn: targetGroup, GroupName: group } = outputsOf(await describeLayerStacks(spec.site));
  if (!host || !targetGroup) throw new MissingError('The web layer gave no LoadBalancerDnsName or no TargetGroupArn.');
  // The number of the row is the second of the request: larger than any before, and nothing has to remember it.
  const nowMs = Date.now();
  const target = `/nines/health?sequence=${Math.floor(nowMs / 1_000)}`;
  const headers = signedHeaders(await siteKey(spec.site, nowMs), nowMs, 'GET', target);
  const origin = siteOrigin(spec, host);
  const { status, body } = await fetchJson(`${origin}${target}`, headers);
  const healthy = await healthyTargetIds(targetGroup);
  const decision = gateDeepPage(spec, { status, database: textOf(body.database), cache: textOf(body.cache), files: textOf(body.files) });
  const behind = await countBehind(group ?? spec.web.group);
  logger.info('The deep page was asked.', { origin, status, ...decision });
  // A name that somebody else's zone holds has to be led here by a person, who needs to know where.
  const where = status === undefined && origin !== `http://${host}` ? ` ${origin} has to lead to ${host}.` : '';
  return {
    ...decision,
    reason: `${decision.reason}${where}${behindText(behind)}`,
    nodesBehind: behind,
    objective: { healthyTargets: spec.web.min, deepPageStatus: 200 },
    measured: { healthyTargets: healthy.length, deepPageStatus: status ?? null },
  };
}

async function countBehind(name: string): Promise<number> {
  const { Instances = [], LaunchTemplate, MixedInstancesPolicy } = await describeGroup(name);
  const launched = LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  return nodesBehind({ wanted: launched?.Version, nodes: Instances.map((node) => node.LaunchTemplate?.Version) });
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

export const handler = handlerOf(askDeepPageSchema, askDeepPage);
