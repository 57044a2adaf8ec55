// Goal: what is rehearsed is what is deployed: the play needs the assembly and none of the control plane's sources.
// Method: a copy of the checkout without those sources plays the same Friday through the command line; journals are compared.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { entriesOf, linesOf } from '#rehearsal/journal-entries.ts';
import type { Outcome, RunSummary } from '#rehearsal/outcome.ts';
import { play } from '#rehearsal/play.ts';
import { parseScenario } from '#rehearsal/scenario.ts';
import { firstBrokenLine } from '#twin/journal.ts';
import { siteSpec } from './support/story.ts';

const root = path.resolve(import.meta.dirname, '../..');
const SOURCES = ['functions', 'domain', 'events', 'statemachines'];
const NEEDED = ['cli', 'rehearsal', 'twin', 'language', 'site', 'sites', 'package.json'];

type Play = { outcome: Outcome; lines: string[]; errors: string };

const friday = path.join(root, 'test/journeys/support/friday.yaml');

/** Plays the Friday in a checkout, as a person would at the command line. */
function rehearse(checkout: string, folder: string): Promise<Play> {
  const flags = ['--site', 'sites/myapp.yaml', '--scenario', friday, '--seed', '7', '--assembly', inject('assembly')];
  const args = ['cli/nines.ts', 'rehearse', ...flags, '--out', folder, '--json'];
  return new Promise((resolve) => {
    execFile(path.join(root, 'node_modules/.bin/node'), args, { cwd: checkout, maxBuffer: 2 ** 24 }, (_, stdout, errors) => {
      const outcome = (stdout === '' ? { runs: [] } : JSON.parse(stdout)) as Outcome;
      const journal = path.join(folder, 'journal.ndjson');
      const lines = existsSync(journal) ? linesOf(readFileSync(journal, 'utf8')) : [];
      resolve({ outcome, lines, errors });
    });
  });
}

/** Plays the Friday here, in the whole checkout. */
async function playHere(seed: number): Promise<Play> {
  const scenario = parseScenario(readFileSync(friday, 'utf8'), 'friday');
  const options = { assembly: inject('assembly'), site: siteSpec(), scenario, seed, profile: 'documented', wallMs: () => 0 } as const;
  const { outcome, journal } = await play(options);
  return { outcome, lines: linesOf(journal), errors: '' };
}

function runOf({ outcome, errors }: Play, kind: string): RunSummary {
  const run = outcome.runs.find((candidate) => candidate.kind === kind);
  if (!run) throw new Error(`the play had no ${kind}: ${errors}`);
  return run;
}

/** The node that the experiment chose. */
function victimOf({ lines }: Play): string {
  const acts = entriesOf(lines, 'call').filter(({ operation }) => operation === 'TerminateInstanceInAutoScalingGroup');
  const inputs = acts.map(({ input }) => input as { InstanceId: string });
  return inputs.map(({ InstanceId }) => InstanceId).join();
}

/** When each node came into service. */
const launchTimes = ({ lines }: Play): string[] =>
  entriesOf(lines, 'event')
    .filter(({ detailType }) => detailType === 'EC2 Instance Launch Successful')
    .map(({ at }) => at);

describe('a play from a ready assembly', () => {
  let scratch: string;
  let bare: Play;
  let whole: Play;
  let other: Play;
  beforeAll(async () => {
    mkdirSync(path.join(root, 'out'), { recursive: true });
    scratch = mkdtempSync(path.join(root, 'out/artefacts-'));
    const copy = path.join(scratch, 'checkout');
    for (const name of NEEDED) cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
    symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
    const elsewhere = rehearse(copy, path.join(scratch, 'played'));
    whole = await playHere(7);
    other = await playHere(8);
    bare = await elsewhere;
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('runs without the sources of the control plane', () => {
    const left = SOURCES.filter((name) => existsSync(path.join(scratch, 'checkout', name)));

    expect(left).toEqual([]);
    expect(bare.errors).not.toContain('ERR_MODULE_NOT_FOUND');
    expect(bare.outcome.runs.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual([
      'provision-site PASSED',
      'scale-site PASSED',
      'chaos-experiment PASSED',
      'failover-drill PASSED',
      'teardown-site PASSED',
    ]);
  });

  it('gives the same journal with and without them, and twice for one seed', () => {
    const [one, two] = [bare.outcome.journal, whole.outcome.journal];

    expect(one.sha256).toBe(two.sha256);
    expect(one.entries).toBe(two.entries);
    expect(bare.lines).toEqual(whole.lines);
  });

  it('leaves a chain that holds', () => {
    const broken = firstBrokenLine(`${bare.lines.join('\n')}\n`);

    expect(broken).toBeUndefined();
  });

  it('is another story with another seed', () => {
    const failovers = [whole, other].map((play) => runOf(play, 'failover-drill').measured.rtoSeconds);
    const victims = [whole, other].map(victimOf);
    const recoveries = [whole, other].map((play) => runOf(play, 'chaos-experiment').measured.recoverySeconds);

    expect(other.outcome.journal.sha256).not.toBe(whole.outcome.journal.sha256);
    expect(failovers[0]).not.toBe(failovers[1]);
    expect(victims[0]).not.toBe(victims[1]);
    expect(recoveries[0]).not.toBe(recoveries[1]);
    expect(launchTimes(whole)).not.toEqual(launchTimes(other));
    expect(launchTimes(whole).length).toBeGreaterThanOrEqual(9);
  });
});
