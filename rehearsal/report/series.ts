import type { Entry } from '#twin/journal.ts';
import { entriesOf } from '../journal-entries.ts';

/** What the charts show; times are epoch seconds, as the plotting library wants them. */
export type ReportSeries = {
  capacity: { times: number[]; desired: (number | null)[]; healthy: (number | null)[] };
  traffic: { times: number[]; perSecond: number[]; failedPerSecond: number[] };
};

/** Reads the report's curves from a journal alone. */
export function readSeries(lines: readonly string[]): ReportSeries {
  return { capacity: readCapacity(entriesOf(lines, 'activity')), traffic: readTraffic(entriesOf(lines, 'flow')) };
}

/** Desired capacity and healthy targets as steps: a point wherever one of them changes. */
function readCapacity(entries: readonly Entry[]): ReportSeries['capacity'] {
  const times: number[] = [];
  const desired: (number | null)[] = [];
  const healthy: (number | null)[] = [];
  const healthyIds = new Set<unknown>();
  let wanted: number | null = null;
  for (const entry of entries) {
    if (entry.what === 'group-capacity') wanted = Number(entry.to);
    else if (entry.what === 'target-health') {
      if (entry.to === 'healthy') healthyIds.add(entry.id);
      else healthyIds.delete(entry.id);
    } else continue;
    times.push(Date.parse(entry.at) / 1000);
    desired.push(wanted);
    healthy.push(healthyIds.size);
  }
  return { times, desired, healthy };
}

/** Requests a second between two flow entries, at both ends of each span, so that outages of seconds keep their width. */
function readTraffic(entries: readonly Entry[]): ReportSeries['traffic'] {
  const times: number[] = [];
  const perSecond: number[] = [];
  const failedPerSecond: number[] = [];
  for (const entry of entries) {
    const from = Date.parse(String(entry.from)) / 1000;
    const to = Date.parse(String(entry.to)) / 1000;
    if (to <= from) continue;
    for (const time of [from, to]) {
      times.push(time);
      perSecond.push(Number(entry.requests) / (to - from));
      failedPerSecond.push(Number(entry.failed) / (to - from));
    }
  }
  return { times, perSecond, failedPerSecond };
}
