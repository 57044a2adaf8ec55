import type { Cloud } from '../../cloud.ts';
import { type Dimensions, type MetricSource, mergeStatistics, type Statistics } from '../../metric-source.ts';
import type { FileSystems } from './file-systems.ts';
import type { FileSystem } from './records.ts';

const NAMESPACE = 'AWS/EFS';
const METRIC = 'BurstCreditBalance';
/** EFS puts its metrics once a minute. */
const PERIOD_MS = 60_000;

/** Since when a file system has so many credits; oldest first. */
type Knot = { readonly atMs: number; readonly bytes: number };

/**
 * The burst credits of file systems that have any. A new one begins with the most that it may have, and what is in the files here is
 * nothing: it earns what it cannot keep, and spends nothing. `efs:burst-credits` says otherwise, in bytes, by file system, from the
 * moment in which somebody looks.
 */
export function metricSources(cloud: Cloud, systems: FileSystems): MetricSource[] {
  const known = new WeakMap<FileSystem, Knot[]>();
  const initial = (): number => cloud.facts.value('efs.initialBurstCredits');
  const knotsOf = (system: FileSystem): readonly Knot[] => {
    const knots = known.get(system) ?? [{ atMs: system.createdMs, bytes: initial() }];
    const bytes = Number(cloud.faults.read('efs:burst-credits', system.id) ?? initial());
    if (knots.at(-1)?.bytes !== bytes) knots.push({ atMs: cloud.clock.nowMs, bytes });
    known.set(system, knots);
    return knots;
  };
  const find = ({ FileSystemId: id }: Dimensions) =>
    systems.all().find((system) => system.id === id && system.throughputMode === 'bursting' && system.state !== 'creating');
  return [
    {
      namespace: NAMESPACE,
      metricName: METRIC,
      unit: 'Bytes',
      read(dimensions, fromMs, toMs) {
        const system = find(dimensions);
        return system && balances(knotsOf(system), fromMs, toMs);
      },
      // That it changes is signalled; when it did is known.
      steadyUntilMs(dimensions, sinceMs) {
        const system = find(dimensions);
        const lastMs = system === undefined ? 0 : (knotsOf(system).at(-1)?.atMs ?? 0);
        return lastMs > sinceMs ? sinceMs : Number.POSITIVE_INFINITY;
      },
    },
  ];
}

/** A data point a minute: what the balance was when it began. */
function balances(knots: readonly Knot[], fromMs: number, toMs: number): Statistics | undefined {
  let total: Statistics | undefined;
  for (let atMs = fromMs; atMs + PERIOD_MS <= toMs; atMs += PERIOD_MS) {
    const bytes = knots.findLast((knot) => knot.atMs <= atMs)?.bytes;
    if (bytes !== undefined) total = mergeStatistics(total, { sampleCount: 1, sum: bytes, minimum: bytes, maximum: bytes });
  }
  return total;
}

/** The credits of a file system began, ended, or are others now. */
export const tellOfCredits = ({ signals }: Pick<Cloud, 'signals'>): void =>
  signals.emit('cloudwatch:data', { namespace: NAMESPACE, metricName: METRIC });
