import type { Decision, RunKind } from './glossary.ts';
import type { SiteSpec } from './site-spec.ts';

/** What an alarm of a site watches. */
export type AlarmRole = 'cpu' | 'other';

/** The role of an alarm by its name in the site's spec. */
export const alarmRole = (spec: Pick<SiteSpec, 'alarms'> | undefined, alarmName: string): AlarmRole =>
  spec?.alarms.cpu.name === alarmName ? 'cpu' : 'other';

/**
 * Alarms that a disruptive run may set off by itself without the site being hurt, each with its reason. All others are
 * stop conditions of the run.
 */
const EXPECTED: Readonly<Record<'failover-drill' | 'chaos-experiment', Partial<Record<AlarmRole, string>>>> = {
  // The remaining nodes are meant to carry the load. If they cannot, visitors are hurt: that is what must stop an experiment.
  'chaos-experiment': {},
  'failover-drill': { cpu: 'Requests that waited for the database all come at once when it is back.' },
};

/** What an alarm's change means: `abort` the run that holds the site, or only `note` it. */
export type AlarmDecision = Decision<'note' | 'abort'> & { isExpected: boolean };

/** The change of an alarm, and who holds the site at that moment. */
export type AlarmFacts = { role: AlarmRole; state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'; holder?: RunKind | undefined };

/** Decides whether an alarm is real, is a disruptive run's own doing, or stops that run. */
export function judgeAlarm({ role, state, holder }: AlarmFacts): AlarmDecision {
  if (state !== 'ALARM') return { action: 'note', isExpected: false, reason: `The alarm went to ${state}.` };
  if (holder !== 'chaos-experiment' && holder !== 'failover-drill') {
    return { action: 'note', isExpected: false, reason: 'No disruptive run holds the site: the alarm is real.' };
  }
  const expected = EXPECTED[holder][role];
  if (expected !== undefined) return { action: 'note', isExpected: true, reason: `Expected during a ${holder}: ${expected}` };
  return { action: 'abort', isExpected: false, reason: `The alarm is a stop condition of the ${holder} that holds the site.` };
}
