import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { agreedOutcome, disappointments, exitStatus } from '#rehearsal/outcome.ts';
import { play } from '#rehearsal/play.ts';
import { InvalidInputError } from '#rehearsal/problems.ts';
import { reportHtml } from '#rehearsal/report/html.ts';
import { parseScenario, readInput, readYaml } from '#rehearsal/scenario.ts';
import { runTable, summary } from '#rehearsal/table.ts';
import { PROFILES, type Profile } from '#twin/facts.ts';
import { progressLine } from '../progress.ts';
import { synthesize } from '../synthesize.ts';
import { readFlags, UsageError } from '../usage.ts';

const FLAGS = {
  site: { type: 'string' },
  scenario: { type: 'string' },
  seed: { type: 'string' },
  profile: { type: 'string' },
  assembly: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const DEFAULT_SEED = 7;
const MAX_SEED = 2 ** 32 - 1;

/** `nines rehearse`: synthesizes (unless an assembly is given), plays, prints, leaves `out/<scenario>/`. */
export async function rehearse(args: readonly string[]): Promise<number> {
  const input = await readInputs(args);
  const assembly = input.assembly ?? synthesize();
  const showProgress = progressLine(process.stderr, input.json);
  const played = await play({ ...input, assembly, wallMs: () => performance.now(), progress: showProgress.update });
  showProgress.clear();
  const files = leave(input.out, played);
  const outcome = { ...played.outcome, journal: { ...played.outcome.journal, path: files.journal } };
  const objective = input.availabilityObjective;
  const found = disappointments(outcome, input.scenario.runs, objective);
  writeFileSync(files.report, `${JSON.stringify({ ...outcome, disappointments: found }, null, 2)}\n`);
  writeFileSync(
    files.html,
    reportHtml({ outcome, journal: played.journal, objective, site: input.site, scenario: input.scenario.scenario }),
  );
  if (input.json) process.stdout.write(`${JSON.stringify(agreedOutcome(outcome))}\n`);
  else {
    process.stdout.write(`${runTable(outcome.runs)}\n\n${summary(outcome, objective)}\n`);
    process.stdout.write(`report        ${files.html}\njournal       ${files.journal}\n`);
  }
  for (const { text } of found) process.stderr.write(`not as hoped: ${text}\n`);
  return exitStatus(found);
}

function leave(folder: string, played: { journal: string }) {
  mkdirSync(folder, { recursive: true });
  const files = {
    journal: path.join(folder, 'journal.ndjson'),
    report: path.join(folder, 'report.json'),
    html: path.join(folder, 'report.html'),
  };
  writeFileSync(files.journal, played.journal);
  return files;
}

/** Flags, site and scenario are all read before any is complained of, so that every problem is told at once. */
async function readInputs(args: readonly string[]) {
  const { values, problems } = readFlags(args, FLAGS);
  const seed = values.seed === undefined ? DEFAULT_SEED : Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED)
    problems.push(`--seed: found ${values.seed}; allowed: a whole number from 0 to ${MAX_SEED}`);
  const profile = (values.profile ?? 'documented') as Profile;
  if (!PROFILES.includes(profile)) problems.push(`--profile: found ${values.profile}; allowed: ${PROFILES.join(', ')}`);
  if (!values.site) problems.push('--site: the file of the site is missing');
  const scenarioName = values.scenario ?? 'weekend';
  const bad: InvalidInputError[] = [];
  const scenario = attempt(bad, () =>
    parseScenario(readInput(scenarioFile(scenarioName), 'a scenario file, or the name of one in rehearsal/scenarios'), scenarioName),
  );
  const siteFile = values.site;
  const raw = siteFile ? attempt(bad, () => readYaml(readInput(siteFile, 'a readable site file'), siteFile)) : undefined;
  if (siteFile && raw !== undefined) await checkSite(bad, siteFile, raw, values.assembly !== undefined);
  if (problems.length > 0 || bad.length > 0) throw new InvalidCall(problems, bad);
  const site = raw as { site: string; objectives?: { availabilityPercent?: number } };
  return {
    site,
    scenario: scenario as NonNullable<typeof scenario>,
    seed,
    profile,
    json: values.json ?? false,
    out: values.out ?? path.join('out', (scenario as NonNullable<typeof scenario>).scenario),
    availabilityObjective: (site.objectives?.availabilityPercent ?? DEFAULT_AVAILABILITY_PERCENT) / 100,
    ...(values.assembly ? { assembly: values.assembly } : {}),
  };
}

/** The schema's own default; repeated here because a play from an assembly runs without the schema's source. */
const DEFAULT_AVAILABILITY_PERCENT = 99.9;

class InvalidCall extends UsageError {
  readonly #inputs: readonly InvalidInputError[];
  constructor(problems: readonly string[], inputs: readonly InvalidInputError[]) {
    super('nines rehearse', problems);
    this.#inputs = inputs;
  }
  override text(): string {
    return [...(this.problems.length > 0 ? [super.text()] : []), ...this.#inputs.map((input) => input.text()), 'nothing was started'].join(
      '\n',
    );
  }
}

function attempt<T>(bad: InvalidInputError[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    bad.push(error);
    return undefined;
  }
}

/** With a ready assembly the API alone judges the spec, as it does in an account; else the same schema judges it before anything is built. */
async function checkSite(bad: InvalidInputError[], file: string, raw: unknown, hasAssembly: boolean): Promise<void> {
  if (hasAssembly) return;
  const [{ siteSpecSchema }, { parseInput }] = await Promise.all([import('#events/site-spec.ts'), import('#events/problem.ts')]);
  const parsed = parseInput(siteSpecSchema, raw);
  if (!parsed.ok) bad.push(new InvalidInputError(file, parsed.problems));
}

const scenarioFile = (name: string): string =>
  /[./]/.test(name) ? name : path.join(import.meta.dirname, '../../rehearsal/scenarios', `${name}.yaml`);
