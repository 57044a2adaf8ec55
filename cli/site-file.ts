import type { SiteSpec } from '#domain/site-spec.ts';
import { windowProblems } from '#domain/windows.ts';
import { parseInput } from '#events/problem.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { InvalidInputError } from '#rehearsal/problems.ts';
import { readInput, readYaml } from '#rehearsal/scenario.ts';

/** Reads and judges a site's file as the API would judge its body: every problem at once. */
export function readSite(file: string): SiteSpec {
  const raw = readYaml(readInput(file, 'a readable site file'), file);
  const parsed = parseInput(siteSpecSchema, raw);
  if (!parsed.ok) throw new InvalidInputError(file, parsed.problems);
  const problems = windowProblems(parsed.value);
  if (problems.length > 0) throw new InvalidInputError(file, problems);
  return parsed.value;
}
