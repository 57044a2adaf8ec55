import * as z from 'zod';
import { billableOf, keptBackupsOf, keptLogsOf, type Leftover } from '#domain/leftovers.ts';
import { replacedPrefix } from '#domain/snapshot.ts';
import { runSchema } from '#events/run.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { isStillThere } from '../shared/sites/still-there.ts';
import { taggedArns } from '../shared/sites/tagged-arns.ts';

const sweepSiteSchema = z.strictObject({
  run: runSchema,
  /** The final snapshot, which is meant to stay; null if the site had no database. */
  snapshot: z.object({ id: z.string(), storageGb: z.number(), monthlyCostUsd: z.union([z.number(), z.literal('unknown')]) }).nullable(),
});

/**
 * Sweeps by tag for what still costs money after a site was taken down, and asks for each thing once more, since tags outlive
 * what they were on. Called by teardown-site; answers the verdict with what was left behind.
 */
async function sweepSite({ run, snapshot }: z.output<typeof sweepSiteSchema>) {
  const arns = await taggedArns(run.site);
  const replaced = snapshotsOf(arns).filter((id) => id.startsWith(replacedPrefix(run.site)));
  const kept = [...(snapshot ? [snapshot.id] : []), ...replaced];
  const found = billableOf(
    arns,
    kept.flatMap((id) => [`:snapshot:${id}`, `:cluster-snapshot:${id}`]),
  );
  const left: Leftover[] = [];
  for (const thing of found) if (await isStillThere(thing)) left.push(thing);
  logger.info('The site was swept.', { found: found.length, left: left.length });
  const told = keptText(arns, snapshot, replaced);
  return {
    verdict: left.length === 0 ? 'PASSED' : 'FAILED',
    reason:
      left.length === 0
        ? `Nothing billable is left but ${told}.`
        : `Still billed: ${left.map(({ kind, arn }) => `${kind} ${arn}`).join(', ')}; kept on purpose: ${told}.`,
    objective: { leftBehind: 0 },
    measured: { leftBehind: left.length },
    details: { leftBehind: left, snapshot, monthlyCostUsd: replaced.length > 0 ? 'unknown' : (snapshot?.monthlyCostUsd ?? 0) },
  };
}

/** The names of the database snapshots among what is tagged. */
const snapshotsOf = (arns: readonly string[]): string[] =>
  arns.flatMap((arn) => /:rds:[^:]*:[^:]*:(?:cluster-)?snapshot:(.+)$/.exec(arn)?.[1] ?? []);

/** What stays on purpose, and for how long where it goes by itself. */
function keptText(arns: readonly string[], snapshot: z.output<typeof sweepSiteSchema>['snapshot'], replaced: readonly string[]): string {
  const kept = [
    ...(snapshot ? [`the final snapshot ${snapshot.id} (${priceText(snapshot.monthlyCostUsd)} a month)`] : []),
    ...replaced.map((id) => `the snapshot ${id} of a database that a change gave up (an unknown price)`),
    ...keptLogsOf(arns).map((arn) => `access logs in ${arn.slice(arn.lastIndexOf(':') + 1)}, which expire after 90 days`),
    ...(keptBackupsOf(arns).length > 0 ? ['automatic backups of the shared files, which expire after 35 days'] : []),
  ];
  return kept.length === 0 ? 'nothing' : kept.join(', ');
}

const priceText = (usd: number | 'unknown') => (usd === 'unknown' ? 'an unknown price' : `at most ${usd.toFixed(2)} USD`);

export const handler = handlerOf(sweepSiteSchema, sweepSite);
