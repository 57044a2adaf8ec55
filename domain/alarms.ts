import type { AlarmRole } from './alarm-roles.ts';
import type { Decision, RunKind } from './glossary.ts';

const NODES_ARE_TAKEN = 'Nodes are what the experiment takes; whether the others serve is said by errors, CPU and the probe.';

/**
 * Alarms that a disruptive run may set off by itself without the site being hurt, each with its reason. All others are
 * stop conditions of the run.
 */
const EXPECTED: Readonly<Record<'failover-drill' | 'chaos-experiment', Partial<Record<AlarmRole, string>>>> = {
  // The remaining nodes are meant to carry the load. If they cannot, visitors are hurt: that is what must stop an experiment.
  'chaos-experiment': { 'unhealthy-targets': NODES_ARE_TAKEN, 'too-few-targets': NODES_ARE_TAKEN },
  'failover-drill': {
    cpu: 'Requests that waited for the database all come at once when it is back.',
    'server-errors': 'Without a writer pages fail; for how long is what the drill measures.',
    'replica-lag': 'Copies wait until there is a writer again.',
  },
};

/** What an alarm's change means: `abort` the run that holds the site, or only `note` it. */
export type AlarmDecision = Decision<'note' | 'abort'> & { isExpected: boolean };

/** The change of an alarm, and who holds the site at that moment. */
export type AlarmFacts = { role: AlarmRole; state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'; holder?: RunKind | undefined };

/** Decides whether an alarm is real, is a disruptive run's own doing, or stops that run. */
export function judgeAlarm({ role, state, holder }: AlarmFacts): AlarmDecision {
  if (state !== 'ALARM') return { action: 'note', isExpected: false, reason: `The alarm went to ${state}.` };
  if (role === 'scaling')
    return { action: 'note', isExpected: true, reason: "The group's own policy acts on this alarm: it is how it scales." };
  if (holder === 'refresh-site') {
    return { action: 'note', isExpected: false, reason: "The instance refresh watches the site's alarms itself, and goes back by itself." };
  }
  if (holder !== 'chaos-experiment' && holder !== 'failover-drill') {
    return { action: 'note', isExpected: false, reason: 'No disruptive run holds the site: the alarm is real.' };
  }
  const expected = EXPECTED[holder][role];
  if (expected !== undefined) return { action: 'note', isExpected: true, reason: `Expected during a ${holder}: ${expected}` };
  return { action: 'abort', isExpected: false, reason: `The alarm is a stop condition of the ${holder} that holds the site.` };
}
