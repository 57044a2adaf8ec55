import { createHash } from 'node:crypto';
import type { Faults } from '#twin/cloud.ts';
import { acceptedWithoutEffect as propertiesWithoutEffect } from '#twin/cloudformation/without-effect.ts';
import { TwinFailure } from '#twin/errors.ts';
import type { Profile } from '#twin/facts.ts';
import type { FlowTotals } from '#twin/flow.ts';
import { putAssets } from './assets.ts';
import { checkAll } from './checkers/index.ts';
import type { Outcome } from './outcome.ts';
import { type NamedSite, putOwnedNames } from './owned-names.ts';
import { RunningMachines, readRuns } from './runs.ts';
import type { Act, Scenario } from './scenario.ts';
import { createWorld, type World } from './world.ts';

export type PlayOptions = {
  assembly: string;
  site: { site: string } & NamedSite & Record<string, unknown>;
  scenario: Scenario;
  seed: number;
  profile: Profile;
  faults?: Faults;
  /** Reads the wall clock in milliseconds; only `wallSeconds` and the progress line depend on it. */
  wallMs: () => number;
  progress?: (virtualMs: number, doing: string) => void;
};

export type Played = {
  world: World;
  outcome: Outcome;
  journal: string;
  answers: { at: string; does: string; status: number; body: string }[];
};

/** The progress line is refreshed this often in virtual time. */
const PROGRESS_STEP_MS = 600_000;
/** What an act started has begun by then; what the last run told has been heard. */
const AFTERMATH_MS = 60_000;

/** Plays a scenario from its first to its last moment and tells what happened. */
export async function play(options: PlayOptions): Promise<Played> {
  const { scenario } = options;
  const world = await createWorld({
    assembly: options.assembly,
    seed: options.seed,
    profile: options.profile,
    startMs: scenario.from,
    node: scenario.node,
    ...(options.faults ? { faults: options.faults } : {}),
  });
  const { cloud } = world;
  cloud.journal.write('header', { scenario: scenario.scenario, site: options.site.site, seed: options.seed, profile: options.profile });
  putAssets(cloud, world.outputs.AssetsBucketName, options.site.site);
  putOwnedNames(world.owned, options.site);
  const startedWallMs = options.wallMs();
  const running = new RunningMachines(cloud);
  const playUntil = (untilMs: number, isDone?: () => boolean): Promise<void> => runWithProgress(options, world, running, untilMs, isDone);
  const visitors = bringVisitors(world, scenario);
  const answers: Played['answers'] = [];
  for (const act of scenario.people) {
    await playUntil(act.at);
    if (act.does === 'delete-site') visitors.leave();
    const answer = await perform(world, options.site, act);
    answers.push({ at: new Date(act.at).toISOString(), does: act.does, status: answer.status, body: answer.body });
  }
  await playUntil(cloud.clock.nowMs + AFTERMATH_MS);
  await playUntil(scenario.until, () => running.names.length === 0);
  // The last run's events are still on their way.
  await playUntil(cloud.clock.nowMs + AFTERMATH_MS);
  visitors.leave();
  const wallSeconds = (options.wallMs() - startedWallMs) / 1000;
  const journal = cloud.journal.text();
  const { requests, failed } = visitors.totals();
  const outcome: Outcome = {
    seed: options.seed,
    profile: options.profile,
    from: new Date(scenario.from).toISOString(),
    to: new Date(cloud.clock.nowMs).toISOString(),
    virtualSeconds: (cloud.clock.nowMs - scenario.from) / 1000,
    wallSeconds,
    availability: requests === 0 ? 0 : 1 - failed / requests,
    requests,
    failedRequests: failed,
    runs: readRuns(cloud.journal.lines, cloud.facts.value('states.pricePerThousandTransitions')),
    journal: { path: '', sha256: createHash('sha256').update(journal).digest('hex'), entries: cloud.journal.lines.length },
    refusals: cloud.refusals(),
    violations: checkAll(cloud.journal.lines),
    acceptedWithoutEffect: [...cloud.acceptedWithoutEffect(), ...propertiesWithoutEffect(cloud)],
  };
  return { world, outcome, journal, answers };
}

async function runWithProgress(
  options: PlayOptions,
  world: World,
  running: RunningMachines,
  untilMs: number,
  isDone: () => boolean = () => false,
): Promise<void> {
  const { clock } = world.cloud;
  while (clock.nowMs < untilMs && !isDone()) {
    await world.cloud.runUntil(Math.min(untilMs, clock.nowMs + PROGRESS_STEP_MS), isDone);
    options.progress?.(clock.nowMs, running.names.join(', '));
  }
}

/** Waits for the answer in virtual time: a person's request may take a cold start. */
async function perform(world: World, site: PlayOptions['site'], act: Act) {
  const asked = ask(world, site, act);
  let answered = false;
  const settled = asked.finally(() => {
    answered = true;
  });
  await world.cloud.runUntil(world.cloud.clock.nowMs + ANSWER_LIMIT_MS, () => answered);
  if (!answered) throw new TwinFailure(`${act.does} had no answer within ${ANSWER_LIMIT_MS} ms`);
  return settled;
}

/** The HTTP API's own limit. */
const ANSWER_LIMIT_MS = 30_000;

function ask(world: World, site: PlayOptions['site'], act: Act) {
  switch (act.does) {
    case 'create-site':
      return world.api(act.who, { method: 'POST', path: '/sites', body: site });
    case 'start-drill':
      return world.api(act.who, { method: 'POST', path: `/sites/${site.site}/drills`, body: act.body });
    case 'delete-site':
      return world.api(act.who, { method: 'DELETE', path: `/sites/${site.site}`, ...(act.mode ? { query: { mode: act.mode } } : {}) });
    case 'chat':
      return world.chat(act.who, act.text.replaceAll('{site}', site.site));
    default:
      return act satisfies never;
  }
}

/** Visitors come when the first target is healthy and leave when the teardown is asked for. */
function bringVisitors(world: World, scenario: Scenario): { leave(): void; totals(): FlowTotals } {
  const { cloud, flows } = world;
  let dnsName: string | undefined;
  let last: FlowTotals = { requests: 0, failed: 0, byStatus: {} };
  const knots = scenario.visitors.map(([atMs, perSecond]) => ({ atMs, perSecond }));
  cloud.signals.on('elb:target-health', ({ targetGroupArn, state }) => {
    if (dnsName !== undefined || state !== 'healthy') return;
    const { TargetGroups } = cloud.callNow('elasticloadbalancing', 'DescribeTargetGroups', { TargetGroupArns: [targetGroupArn] });
    const { LoadBalancers } = cloud.callNow('elasticloadbalancing', 'DescribeLoadBalancers', {
      LoadBalancerArns: TargetGroups[0].LoadBalancerArns,
    });
    dnsName = LoadBalancers[0].DNSName as string;
    flows.attach(dnsName, knots);
  });
  return {
    leave() {
      if (dnsName === undefined) return;
      last = flows.totals(dnsName);
      flows.detach(dnsName);
      dnsName = undefined;
    },
    totals: () => last,
  };
}
