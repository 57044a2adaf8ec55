import type { Layer } from './glossary.ts';
import { scalingAlarms } from './scaling.ts';
import type { SiteSpec } from './site-spec.ts';

/** What an alarm of a site is about: its layer, what it says, and where whoever is woken by it looks first. */
export type AlarmMeaning = { layer: Layer; says: string; lookAt: string };

/** The alarms of a site by what they watch. */
export const ALARM_MEANINGS = {
  cpu: {
    layer: 'web',
    says: 'The web nodes are busy.',
    lookAt: 'requests and group size on the dashboard: has the group grown, or has it reached its maximum?',
  },
  'server-errors': {
    layer: 'web',
    says: 'Visitors get server errors.',
    lookAt:
      'which side they come from: with errors of the targets, the PHP log of the nodes and the database; with errors of the load balancer, its healthy targets',
  },
  'unhealthy-targets': {
    layer: 'web',
    says: 'Targets fail their health check, and the group has not replaced them.',
    lookAt: 'the reason beside the target, the scaling activities of the group, and the bootstrap log of its newest node',
  },
  'too-few-targets': {
    layer: 'web',
    says: 'Fewer targets are healthy than the minimum of the site.',
    lookAt: 'the scaling activities of the group: can it launch at all, in every zone, and do its new nodes pass their health check?',
  },
  'replica-lag': {
    layer: 'database',
    says: 'A copy of the database is far behind its writer: readers see old pages.',
    lookAt: 'long statements and a burst of writes at the writer, and CPU and class of the copy beside it',
  },
  'burst-credits': {
    layer: 'files',
    says: 'The shared files have used up their burst credits: every page that reads them is slow.',
    lookAt: 'who reads so much (a deployment, a backup, a page without cache); elastic throughput has no credits to use up',
  },
} as const satisfies Readonly<Record<string, AlarmMeaning>>;

/** What an alarm watches; `scaling` drives the group, and `other` is one that the site's layers did not make. */
export type AlarmRole = keyof typeof ALARM_MEANINGS | 'scaling' | 'other';

/** The role of an alarm by its name in the site's spec: all but the CPU's are called `<site>-<role>`, with more behind it where there are several. */
export function alarmRole(spec: Pick<SiteSpec, 'alarms' | 'site' | 'web'> | undefined, alarmName: string): AlarmRole {
  if (spec === undefined) return 'other';
  if (spec.alarms.cpu.name === alarmName) return 'cpu';
  if (scalingAlarms(spec.web).includes(alarmName)) return 'scaling';
  const roles = Object.keys(ALARM_MEANINGS) as (keyof typeof ALARM_MEANINGS)[];
  return roles.find((role) => role !== 'cpu' && `${alarmName}-`.startsWith(`${spec.site}-${role}-`)) ?? 'other';
}

/** What there is to say of an alarm; nothing of one that is not the site's own. */
export const alarmMeaning = (role: AlarmRole): AlarmMeaning | undefined =>
  role === 'other' || role === 'scaling' ? undefined : ALARM_MEANINGS[role];
