import { ListTagsForResourceCommand } from '@aws-sdk/client-cloudwatch';
import { alarmMeaning, alarmRole } from '#domain/alarm-roles.ts';
import { judgeAlarm } from '#domain/alarms.ts';
import { SITE_TAG } from '#domain/glossary.ts';
import type { EventOf } from '#events/reactions.ts';
import { cloudWatch } from '../shared/clients/cloud-watch.ts';
import { isNamed } from '../shared/errors.ts';
import { writeAudit } from '../shared/ledger/audit.ts';
import { readLease } from '../shared/ledger/lease.ts';
import { setMark } from '../shared/ledger/marks.ts';
import { readSite } from '../shared/ledger/sites.ts';
import { logger } from '../shared/logger.ts';
import { eventHandlerOf } from '../shared/once.ts';
import { countUnclaimed } from '../shared/unclaimed.ts';
import { abortWaits } from '../shared/waits/complete-wait.ts';

/**
 * Says of each change of a site's alarm whether it is real, a disruptive run's own doing, or that run's stop condition,
 * and aborts the run for the last. Target of the rule for alarms; people are told by the alarm's own topic, not from here.
 */
async function handleAlarm({ resources, detail }: EventOf<'handle-alarm'>) {
  const { alarmName, state } = detail;
  const site = await siteOfAlarm(resources[0]);
  if (site === undefined) {
    countUnclaimed('The alarm belongs to no site.', { alarmName, state: state.value });
    return { action: 'ignore' as const };
  }
  const nowMs = Date.now();
  const [row, lease] = await Promise.all([readSite(site), readLease(site)]);
  const holder = lease !== undefined && lease.untilMs > nowMs ? lease : undefined;
  const role = alarmRole(row?.spec, alarmName);
  const meaning = alarmMeaning(role);
  const decision = judgeAlarm({ role, state: state.value, holder: holder?.kind });
  const { action, reason, isExpected } = decision;
  logger.info('An alarm changed.', { site, alarmName, state: state.value, ...decision, ...meaning });
  // Without a run the line stands under the site itself.
  await writeAudit(
    holder?.holder ?? `site-${site}`,
    {
      what: `alarm ${alarmName}: ${state.value}`,
      who: 'CloudWatch',
      reason,
      site,
      details: { isExpected, cause: state.reason ?? '', ...meaning },
    },
    nowMs,
  );
  if (action === 'abort' && holder !== undefined) await abort(holder.holder, `${alarmName} is in ALARM. ${reason}`, nowMs);
  return { ...decision, ...meaning };
}

/** The mark first: a run that holds no token at this moment finds it at its next check. */
async function abort(runId: string, reason: string, nowMs: number): Promise<void> {
  await setMark(runId, 'aborted', reason, nowMs);
  const open = await abortWaits(runId, reason);
  logger.warn('The run is aborted.', { runId, reason, open });
}

/** The site by the alarm's tag. An alarm without one, such as target tracking's own, belongs to no site. */
async function siteOfAlarm(arn: string | undefined): Promise<string | undefined> {
  if (arn === undefined) return undefined;
  try {
    const { Tags = [] } = await cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
    return Tags.find(({ Key }) => Key === SITE_TAG)?.Value;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException', 'ResourceNotFound')) return undefined;
    throw error;
  }
}

export const handler = eventHandlerOf('handle-alarm', handleAlarm);
