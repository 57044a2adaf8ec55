import { anyEventSchema } from '#events/aws-event.ts';
import { type Problem, parseInput, problemAt } from '#events/problem.ts';
import { type Reacting, TAKEN_BY } from '#events/reactions.ts';
import { answerLines, type Request } from './match.ts';
import { FIELDS, type Rule, type Target } from './route-rules.ts';

/** A problem, and the target that has it where there is one. */
type RouteProblem = Problem & { target?: string };
type Route = { rules: string[]; targets: string[]; accepted: boolean; problems: RouteProblem[] };

/**
 * The `route` command: an EventBridge event a line gives `{id, rules, targets, accepted, problems}` a line, in order. `accepted`
 * says that somebody is sent the event and that each of them takes it; otherwise the problems say why not.
 */
export async function runRouteLines(rules: readonly Rule[], input: AsyncIterable<string>, write: (line: string) => void): Promise<void> {
  await answerLines(input, write, (event) => routeOf(rules, event), refused);
}

function refused(reason: string): Route {
  const problem = { path: '(whole)', found: reason, allowed: 'an EventBridge event, as one JSON object a line' };
  return { rules: [], targets: [], accepted: false, problems: [problem] };
}

function routeOf(rules: readonly Rule[], event: Request): Route {
  const matching = rules.filter(({ upTo }) => upTo.at(-1)?.matches(event));
  const targets = [...new Map(matching.flatMap((rule) => rule.targets.map((target) => [target.name, target]))).values()];
  const problems = matching.length === 0 ? whyNoRule(rules, event) : targets.flatMap((target) => problemsOf(target, event));
  return {
    rules: matching.map(({ name }) => name),
    targets: targets.map(({ name }) => name),
    accepted: problems.length === 0 && targets.length > 0,
    problems,
  };
}

/** What keeps a target from taking the event; one whose schema is not known is never called accepting. */
function problemsOf({ name: target, ownName }: Target, event: Request): RouteProblem[] {
  const schema = Object.hasOwn(TAKEN_BY, ownName) ? TAKEN_BY[ownName as Reacting] : undefined;
  if (schema === undefined) return [{ target, path: '(whole)', found: 'no schema', allowed: 'a row of events/reactions.ts' }];
  const parsed = parseInput(schema, event);
  return parsed.ok ? [] : parsed.problems.map((problem) => ({ target, ...problem }));
}

/** An event without its envelope is told so; of a whole one, the outermost field in which no rule wants it. */
function whyNoRule(rules: readonly Rule[], event: Request): Problem[] {
  const parsed = parseInput(anyEventSchema, event);
  if (!parsed.ok) return parsed.problems;
  let near = rules;
  for (const [depth, field] of FIELDS.entries()) {
    const nearer = near.filter(({ upTo }) => upTo[depth]?.matches(event));
    if (nearer.length === 0) return [problemAt([field], event, allowedIn(near, field))];
    near = nearer;
  }
  return [];
}

/** The texts that rules ask for in a field; where they ask otherwise than by texts, what each of them asks. */
function allowedIn(rules: readonly Rule[], field: string): string {
  const asked = rules.flatMap(({ pattern }) => pattern[field] ?? []);
  if (asked.every((one) => typeof one === 'string')) return `one of ${[...new Set(asked)].join(', ')}`;
  return rules.map(({ name, pattern }) => `what ${name} asks for, ${JSON.stringify(pattern[field])}`).join('; ');
}
