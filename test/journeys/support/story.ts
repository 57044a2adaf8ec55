import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inject } from 'vitest';
import { putAssets } from '#rehearsal/assets.ts';
import { checkAll } from '#rehearsal/checkers/index.ts';
import { entriesOf } from '#rehearsal/journal-entries.ts';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { type NamedSite, putOwnedNames } from '#rehearsal/owned-names.ts';
import { RunningMachines, readRuns } from '#rehearsal/runs.ts';
import { parseScenario, readYaml } from '#rehearsal/scenario.ts';
import { createWorld, type World } from '#rehearsal/world.ts';
import type { Entry, EntryKind } from '#twin/journal.ts';
import { SwitchedFaults } from './faults.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const weekend = parseScenario(readFileSync(path.join(root, 'rehearsal/scenarios/weekend.yaml'), 'utf8'), 'weekend');

export type SiteFile = Record<string, unknown> & { site: string; optIn: Record<string, boolean> };

/** The courses' site, to be bent by a journey. */
export const siteSpec = (): SiteFile => readYaml(readFileSync(path.join(root, 'sites/myapp.yaml'), 'utf8'), 'myapp') as SiteFile;

/** The smallest site: neither database nor cache. */
export function webOnlySpec(): SiteFile {
  const { database: _, cache: __, ...spec } = siteSpec();
  return spec as SiteFile;
}

export type StoryOptions = {
  startsAt?: string;
  seed?: number;
  faults?: SwitchedFaults;
  spec?: SiteFile;
  assembly?: string;
  /** What a person has put into the assets bucket: everything, unless the story is about that. */
  assets?: readonly string[];
};

const PROVISIONING_MS = 3 * 3_600_000;
const RUN_LIMIT_MS = 5 * 3_600_000;

/** A dated story: the deployed control plane in an embedded account, told by what people do and what the clock brings. */
export class Story {
  readonly world: World;
  readonly faults: SwitchedFaults;
  readonly spec: SiteFile;
  readonly #running: RunningMachines;
  readonly #ended = new Map<string, number>();
  #read = 0;

  private constructor(world: World, faults: SwitchedFaults, spec: SiteFile) {
    this.world = world;
    this.faults = faults;
    this.spec = spec;
    this.#running = new RunningMachines(world.cloud);
  }

  /** The control plane is deployed; there is no site yet. */
  static async begin(options: StoryOptions = {}): Promise<Story> {
    const faults = options.faults ?? new SwitchedFaults();
    const world = await createWorld({
      assembly: options.assembly ?? inject('assembly'),
      seed: options.seed ?? 7,
      startMs: Date.parse(options.startsAt ?? '2018-02-08T09:00:00Z'),
      node: weekend.node,
      faults,
    });
    const spec = options.spec ?? siteSpec();
    putAssets(world.cloud, world.outputs.AssetsBucketName, spec.site, options.assets);
    putOwnedNames(world.owned, spec as NamedSite);
    return new Story(world, faults, spec);
  }

  /** The site has been provisioned and serves. */
  static async withSite(options: StoryOptions = {}): Promise<Story> {
    const story = await Story.begin(options);
    await story.api('POST', '/sites', story.spec);
    const run = await story.untilRunEnds('provision-site', PROVISIONING_MS);
    if (run.verdict !== 'PASSED') throw new Error(`the site was not provisioned: ${run.verdict}, ${run.reason}`);
    return story;
  }

  get nowMs(): number {
    return this.world.cloud.clock.nowMs;
  }

  get runs(): RunSummary[] {
    return readRuns(this.world.cloud.journal.lines, 0.025);
  }

  entries(...kinds: EntryKind[]): Entry[] {
    return entriesOf(this.world.cloud.journal.lines, ...kinds);
  }

  /** Plays to an ISO time, or for some minutes. */
  async until(when: string | { minutes: number }): Promise<void> {
    await this.world.cloud.runUntil(typeof when === 'string' ? Date.parse(when) : this.nowMs + when.minutes * 60_000);
  }

  /** Plays until something is so, in the moment in which it becomes so. */
  async untilTrue(what: string, isSo: () => boolean, limitMinutes = 60): Promise<void> {
    await this.world.cloud.runUntil(this.nowMs + limitMinutes * 60_000, isSo);
    if (!isSo()) throw new Error(`within ${limitMinutes} minutes it never came that ${what}`);
  }

  /** What is wrong with all that has been played, whatever was broken in it: every journey ends with nothing. */
  check(): string[] {
    const refused = this.world.cloud.refusals().map((subject) => `twin: refused ${subject}`);
    return [...checkAll(this.world.cloud.journal.lines).map(({ checker, text }) => `${checker}: ${text}`), ...refused];
  }

  /** Plays until the next run of this kind has ended and nothing of ours runs any more. */
  async untilRunEnds(kind: string, limitMs = RUN_LIMIT_MS): Promise<RunSummary> {
    const before = this.#endedCount(kind);
    const isOver = (): boolean => this.#endedCount(kind) > before && this.#running.names.length === 0;
    await this.world.cloud.runUntil(this.nowMs + limitMs, isOver);
    const run = this.runs.filter((ended) => ended.kind === kind).at(-1);
    if (!run || !isOver())
      throw new Error(`no ${kind} ended within ${limitMs / 60_000} minutes; running: ${this.#running.names.join(', ') || 'nothing'}`);
    return run;
  }

  async api(method: string, pathAndQuery: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
    const url = new URL(pathAndQuery, 'https://api.invalid');
    const answer = await this.answered(
      this.world.api('operator', {
        method,
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        ...(body === undefined ? {} : { body }),
      }),
    );
    return { status: answer.status, body: answer.body === '' ? {} : JSON.parse(answer.body) };
  }

  async chat(text: string): Promise<{ status: number; body: string }> {
    return this.answered(this.world.chat('operator', text));
  }

  /** Waits for an answer in virtual time. */
  async answered<T>(asked: T | Promise<T>): Promise<T> {
    let isAnswered = false;
    const settled = Promise.resolve(asked).finally(() => {
      isAnswered = true;
    });
    await this.world.cloud.runUntil(this.nowMs + 60_000, () => isAnswered);
    return settled;
  }

  /** Asked at every timer, so each line is read once. */
  #endedCount(kind: string): number {
    const { lines } = this.world.cloud.journal;
    for (; this.#read < lines.length; this.#read++) {
      const line = lines[this.#read] as string;
      const ended = line.includes('"detailType":"Run Ended"') ? /"kind":"([a-z]+-[a-z]+)"/.exec(line)?.[1] : undefined;
      if (ended !== undefined) this.#ended.set(ended, (this.#ended.get(ended) ?? 0) + 1);
    }
    return this.#ended.get(kind) ?? 0;
  }
}
