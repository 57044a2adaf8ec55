import { NotInTwinError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import { fullestZones } from './zones.ts';

/** What a termination policy looks at. */
export type Candidate = {
  readonly instanceId: string;
  readonly zone: string;
  readonly launchedMs: number;
  readonly isProtected: boolean;
  readonly launchTemplate: { LaunchTemplateId: string; Version: string };
};

const HOUR_MS = 3_600_000;

/**
 * Which instance a scale-in takes, or undefined when all are protected. Zone balance outranks every policy; what the
 * policies leave equal is drawn by lot (A8).
 */
export function chooseVictim<T extends Candidate>(
  candidates: readonly T[],
  policies: readonly string[],
  current: { LaunchTemplateId?: string | undefined },
  nowMs: number,
  random: Random,
): T | undefined {
  const free = candidates.filter((candidate) => !candidate.isProtected);
  const zones = fullestZones(free);
  let left = free.filter((candidate) => zones.includes(candidate.zone));
  for (const policy of policies) left = applyPolicy(policy, left, current, nowMs);
  return left.length === 0 ? undefined : random.pick(left);
}

function applyPolicy<T extends Candidate>(
  policy: string,
  left: T[],
  current: { LaunchTemplateId?: string | undefined },
  nowMs: number,
): T[] {
  switch (policy) {
    case 'Default':
      return closestToHour(oldestTemplate(left, current), nowMs);
    case 'OldestInstance':
      return lowest(left, (candidate) => candidate.launchedMs);
    case 'NewestInstance':
      return lowest(left, (candidate) => -candidate.launchedMs);
    case 'OldestLaunchTemplate':
      return oldestTemplate(left, current);
    case 'ClosestToNextInstanceHour':
      return closestToHour(left, nowMs);
    default:
      throw new NotInTwinError(`the termination policy ${policy}`);
  }
}

// Instances of another template than the group's present one go first, then the oldest version.
function oldestTemplate<T extends Candidate>(left: T[], current: { LaunchTemplateId?: string | undefined }): T[] {
  const foreign = left.filter(
    (candidate) => current.LaunchTemplateId !== undefined && candidate.launchTemplate.LaunchTemplateId !== current.LaunchTemplateId,
  );
  return foreign.length > 0 ? foreign : lowest(left, (candidate) => Number(candidate.launchTemplate.Version));
}

function closestToHour<T extends Candidate>(left: T[], nowMs: number): T[] {
  return lowest(left, (candidate) => HOUR_MS - ((nowMs - candidate.launchedMs) % HOUR_MS));
}

function lowest<T>(items: T[], rank: (item: T) => number): T[] {
  const best = Math.min(...items.map(rank));
  return items.filter((item) => rank(item) === best);
}
