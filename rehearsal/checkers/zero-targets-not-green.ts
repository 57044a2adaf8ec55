import type { Entry } from '#twin/journal.ts';
import type { Checker } from './checker.ts';

/** Runs after which the site is meant to serve; a teardown is green when nothing is left. */
const SERVING_KINDS: readonly string[] = ['provision-site', 'scale-site', 'failover-drill', 'chaos-experiment', 'refresh-site'];
/** What a record counts; 0 of any of them proves nothing. `windowClosed` and the like have their own words. */
const COUNTS: readonly string[] = ['healthyTargets', 'targets', 'nodes', 'replaced'];

/** A run that looked at no target at all, or left none healthy, is never PASSED: nothing was shown. */
export const zeroTargetsNotGreen: Checker = {
  name: 'zero-targets-not-green',
  find({ entries }) {
    const found: string[] = [];
    const healthy = new Set<string>();
    for (const entry of entries) {
      if (entry.what === 'target-health') {
        if (entry.to === 'healthy') healthy.add(String(entry.id));
        else healthy.delete(String(entry.id));
      }
      const record = greenRecord(entry);
      if (!record) continue;
      const zeroes = countedZero(record);
      if (zeroes.length > 0) found.push(`${entry.at}: ${record.id} is PASSED with 0 ${zeroes.join(', ')}.`);
      if (healthy.size === 0) found.push(`${entry.at}: ${record.id} is PASSED while no target is healthy.`);
    }
    return found;
  },
};

type Green = { id: string; kind: string; verdict: string; measured?: Record<string, unknown>; details?: Record<string, unknown> };

function greenRecord({ source, detailType, detail }: Entry): Green | undefined {
  if (source !== 'nines' || detailType !== 'Run Ended') return undefined;
  const record = detail as Green;
  return record.verdict === 'PASSED' && SERVING_KINDS.includes(record.kind) ? record : undefined;
}

function countedZero({ measured = {}, details = {} }: Green): string[] {
  const before = (details.before ?? {}) as Record<string, unknown>;
  return COUNTS.filter((name) => [measured, details, before].some((counts) => isZero(counts[name])));
}

const isZero = (value: unknown): boolean => value === 0 || (Array.isArray(value) && value.length === 0);
