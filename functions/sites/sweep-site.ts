import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import * as z from 'zod';
import { SITE_TAG } from '#domain/glossary.ts';
import { billableOf, type Leftover } from '#domain/leftovers.ts';
import { runSchema } from '#events/run.ts';
import { tagging } from '../shared/clients/tagging.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { isStillThere } from '../shared/sites/still-there.ts';

const sweepSiteSchema = z.strictObject({
  run: runSchema,
  /** The final snapshot, which is meant to stay; null if the site had no database. */
  snapshot: z.object({ id: z.string(), storageGb: z.number(), monthlyCostUsd: z.union([z.number(), z.literal('unknown')]) }).nullable(),
});

/** A page of the tagging API has 100 resources; a site has fewer than two hundred. */
const PAGES_LIMIT = 20;

/**
 * Sweeps by tag for what still costs money after a site was taken down, and asks for each thing once more, since tags outlive
 * what they were on. Called by teardown-site; answers the verdict with what was left behind.
 */
async function sweepSite({ run, snapshot }: z.output<typeof sweepSiteSchema>) {
  const found = billableOf(await taggedArns(run.site), snapshot ? [`:snapshot:${snapshot.id}`, `:cluster-snapshot:${snapshot.id}`] : []);
  const left: Leftover[] = [];
  for (const thing of found) if (await isStillThere(thing)) left.push(thing);
  logger.info('The site was swept.', { found: found.length, left: left.length });
  const kept = snapshot ? `the final snapshot ${snapshot.id} (${priceText(snapshot.monthlyCostUsd)} a month)` : 'nothing';
  return {
    verdict: left.length === 0 ? 'PASSED' : 'FAILED',
    reason:
      left.length === 0
        ? `Nothing billable is left but ${kept}.`
        : `Still billed: ${left.map(({ kind, arn }) => `${kind} ${arn}`).join(', ')}; kept on purpose: ${kept}.`,
    objective: { leftBehind: 0 },
    measured: { leftBehind: left.length },
    details: { leftBehind: left, snapshot, monthlyCostUsd: snapshot?.monthlyCostUsd ?? 0 },
  };
}

async function taggedArns(site: string): Promise<string[]> {
  const arns: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < PAGES_LIMIT; page += 1) {
    const answer = await tagging.send(
      new GetResourcesCommand({ TagFilters: [{ Key: SITE_TAG, Values: [site] }], ...(token ? { PaginationToken: token } : {}) }),
    );
    arns.push(...(answer.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
    token = answer.PaginationToken || undefined;
    if (!token) return arns;
  }
  throw new RangeError(`The site ${site} has more than ${PAGES_LIMIT} pages of tagged resources.`);
}

const priceText = (usd: number | 'unknown') => (usd === 'unknown' ? 'an unknown price' : `at most ${usd.toFixed(2)} USD`);

export const handler = handlerOf(sweepSiteSchema, sweepSite);
