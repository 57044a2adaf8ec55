import { type Decision, type Mode, OPT_IN_OF_KIND, type RunKind } from './glossary.ts';
import type { SiteSpec } from './site-spec.ts';

/** What the gates look at, gathered by the caller. A fact that could not be gathered is an error there, and that says no. */
export type GateFacts = {
  kind: RunKind;
  mode: Mode;
  runId: string;
  nowMs: number;
  /** Absent: no such site. */
  site?: { state: 'provisioning' | 'registered'; spec: SiteSpec } | undefined;
  lever: { engaged: boolean; by: string; at: string };
  lease?: { holder: string; kind: RunKind; untilMs: number } | undefined;
  /** The next time that the calendar starts a run of the site, and what for. */
  nextWindow?: { what: string; startsMs: number } | undefined;
  leaseUntilMs: number;
  /** For provisioning: what of its code is not there to boot nodes from, in a sentence. */
  missingCode?: string | undefined;
  /** Whether another execution has already been started for the same scheduled time. */
  doubled: boolean;
};

/** One check: a sentence why not, or nothing. */
export type Gate = (facts: GateFacts) => string | undefined;

/** The spec is known, and the site is one that serves. Provisioning brings its own; teardown also takes down what never served. */
export const siteIsRegistered: Gate = ({ kind, site }) => {
  if (kind === 'provision-site') return undefined;
  if (site === undefined) return 'No site of this name is registered.';
  if (kind !== 'teardown-site' && site.state !== 'registered') return 'The site is still being provisioned, or its provisioning failed.';
  return undefined;
};

/** Drills and chaos touch no site whose own spec does not say so. */
export const siteHasOptedIn: Gate = ({ kind, site }) => {
  if (kind !== 'failover-drill' && kind !== 'chaos-experiment') return undefined;
  const option = OPT_IN_OF_KIND[kind];
  return site?.spec.optIn[option] ? undefined : `The site has not opted in: optIn.${option} is not true in its spec.`;
};

/** The account acts for `live` only; a rehearsal is the twin's. */
export const modeIsLive: Gate = ({ mode }) =>
  mode === 'live' ? undefined : 'The run was asked for as a rehearsal, which is the default. Ask for it live, or rehearse it on the twin.';

/** The safety lever is not engaged. */
export const leverIsReleased: Gate = ({ lever }) =>
  lever.engaged ? `The safety lever is engaged, by ${lever.by} at ${lever.at}.` : undefined;

/** A node that finds no code dies at its boot, and the group would make another one without end. */
export const codeIsThere: Gate = ({ missingCode }) => missingCode;

/** One schedule's time starts one run, however often it is delivered. */
export const scheduleIsNotDoubled: Gate = ({ doubled }) => (doubled ? 'This scheduled time has already started a run.' : undefined);

/** Nobody else holds the site, or has held it longer than it could live. */
export const leaseIsFree: Gate = ({ lease, runId, nowMs }) => {
  if (lease === undefined || lease.holder === runId || lease.untilMs <= nowMs) return undefined;
  return `The run ${lease.holder} (${lease.kind}) holds the site until ${new Date(lease.untilMs).toISOString()}.`;
};

/** Runs that can as well be asked for at another time. */
const MAY_WAIT: readonly RunKind[] = ['failover-drill', 'chaos-experiment', 'refresh-site'];

/** They give way to a run of the calendar that would find the site held. */
export const calendarIsClear: Gate = ({ kind, nextWindow, leaseUntilMs }) => {
  if (!MAY_WAIT.includes(kind)) return undefined;
  if (nextWindow === undefined || nextWindow.startsMs >= leaseUntilMs) return undefined;
  return `${nextWindow.what} starts at ${new Date(nextWindow.startsMs).toISOString()}, while this run could still hold the site.`;
};

/** The column that every run passes, in the order in which a person would want to hear of it. */
export const RUN_GATES: readonly Gate[] = [
  siteIsRegistered,
  siteHasOptedIn,
  modeIsLive,
  leverIsReleased,
  scheduleIsNotDoubled,
  codeIsThere,
  leaseIsFree,
  calendarIsClear,
];

/** Asks each gate in turn; the first that says no, or that cannot tell, refuses. */
export function passGates(facts: GateFacts, gates: readonly Gate[] = RUN_GATES): Decision<'proceed' | 'refuse'> {
  for (const gate of gates) {
    const reason = answerOf(gate, facts);
    if (reason !== undefined) return { action: 'refuse', reason };
  }
  return { action: 'proceed', reason: 'Every gate is open.' };
}

function answerOf(gate: Gate, facts: GateFacts): string | undefined {
  try {
    return gate(facts);
  } catch (error) {
    // Fail safe: a check that cannot be made is a no.
    return `A gate could not be asked: ${error instanceof Error ? error.message : String(error)}`;
  }
}
