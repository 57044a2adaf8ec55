import type { EventOf } from '#events/reactions.ts';
import { writeAudit } from '../shared/ledger/audit.ts';
import { readLease } from '../shared/ledger/lease.ts';
import { siteOfGroup } from '../shared/lifecycle/site-of-group.ts';
import { logger } from '../shared/logger.ts';
import { eventHandlerOf } from '../shared/once.ts';
import { countUnclaimed } from '../shared/unclaimed.ts';

/**
 * Writes what a group did with an instance, and its reason, into the audit of the run that holds the site. Target of the
 * rule for group activities. It resumes nobody: resume-run does that by a rule of its own.
 */
async function recordActivity(event: EventOf<'record-activity'>) {
  const { AutoScalingGroupName: group, EC2InstanceId: instanceId = 'unknown', Cause, StatusMessage } = event.detail;
  const what = event['detail-type'];
  const site = await siteOfGroup(group);
  if (site === undefined) {
    countUnclaimed('The group belongs to no site.', { group, instanceId, what });
    return { recorded: false };
  }
  logger.info(what, { site, group, instanceId });
  const nowMs = Date.now();
  const lease = await readLease(site);
  if (lease === undefined || lease.untilMs <= nowMs) return { recorded: false };
  const reason = StatusMessage || Cause || 'The group gave no cause.';
  await writeAudit(lease.holder, { what: `${what}: ${instanceId}`, who: `the group ${group}`, reason, site }, nowMs);
  return { recorded: true, runId: lease.holder };
}

export const handler = eventHandlerOf('record-activity', recordActivity);
