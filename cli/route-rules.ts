import path from 'node:path';
import { type CompiledPattern, compilePattern } from '#language/patterns/index.ts';
import { InvalidInputError } from '#rehearsal/problems.ts';
import { readInput } from '#rehearsal/scenario.ts';

/** Where a rule sends its events: the deployed name, as the journal has it, and the name without the stack's, as the file has it. */
export type Target = { name: string; ownName: string };

/** A rule as it is deployed, its pattern compiled as far as each of FIELDS. */
export type Rule = { name: string; pattern: Properties; upTo: readonly CompiledPattern[]; targets: readonly Target[] };

/** What patterns ask of an event, from the outside inwards. */
export const FIELDS = ['source', 'detail-type', 'detail'] as const;

type Properties = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, { Type: string; Properties?: Properties }>>;
type Artifact = { type: string; properties?: { templateFile?: string; stackName?: string } };

/** With one of these a target is handed something other than the event, which is not followed here. */
const CHANGES_OF_INPUT = ['Input', 'InputPath', 'InputTransformer'];
const ANY: CompiledPattern = { matches: () => true };

/** Reads the rules of every stack of a cloud assembly, in the order of the template. */
export function readRules(assembly: string): Rule[] {
  const { artifacts = {} } = readJson<{ artifacts?: Record<string, Artifact> }>(assembly, 'manifest.json');
  const rules = Object.entries(artifacts).flatMap(([id, { type, properties = {} }]) => {
    if (type !== 'aws:cloudformation:stack') return [];
    const { templateFile = `${id}.template.json`, stackName = id } = properties;
    return rulesOf(readJson<{ Resources: Resources }>(assembly, templateFile).Resources, stackName);
  });
  if (rules.length === 0) throw misfit(assembly, 'no rule', 'at least one rule on the default bus');
  return rules;
}

const ALLOWED = 'a cloud assembly, as npm run synth leaves it';
const misfit = (where: string, found: string, allowed: string) => new InvalidInputError(where, [{ path: '', found, allowed }]);

function readJson<Value>(assembly: string, file: string): Value {
  const text = readInput(path.join(assembly, file), ALLOWED);
  try {
    return JSON.parse(text) as Value;
  } catch {
    throw misfit(path.join(assembly, file), 'no JSON', ALLOWED);
  }
}

function rulesOf(resources: Resources, stackName: string): Rule[] {
  return Object.entries(resources).flatMap(([id, { Type, Properties = {} }]) => {
    if (Type !== 'AWS::Events::Rule' || !hearsOfAws(Properties)) return [];
    const name = textOf(Properties.Name ?? id);
    const pattern = Properties.EventPattern as Properties;
    const targets = (Properties.Targets ?? []) as readonly Properties[];
    return {
      name,
      pattern,
      upTo: FIELDS.map((_, depth) => compileUpTo(pattern, depth)),
      targets: targets.map((target) => targetOf(target, resources, stackName, name)),
    };
  });
}

/** AWS tells its events on the default bus; a rule of the clock has no pattern. */
function hearsOfAws({ State = 'ENABLED', EventBusName = 'default', EventPattern }: Properties): boolean {
  return State !== 'DISABLED' && EventBusName === 'default' && EventPattern !== undefined;
}

/** The last of the fields stands for all that the pattern asks. */
function compileUpTo(pattern: Properties, depth: number): CompiledPattern {
  if (depth === FIELDS.length - 1) return compilePattern(pattern);
  const outer = FIELDS.slice(0, depth + 1).filter((field) => field in pattern);
  return outer.length === 0 ? ANY : compilePattern(Object.fromEntries(outer.map((field) => [field, pattern[field]])));
}

function targetOf(target: Properties, resources: Resources, stackName: string, rule: string): Target {
  const changes = CHANGES_OF_INPUT.filter((key) => key in target);
  if (changes.length > 0) throw misfit(rule, `a target with ${changes.join(', ')}`, 'targets that are handed the event as it is');
  const id = logicalIdIn(target.Arn);
  const { FunctionName, StateMachineName } = (id === undefined ? undefined : resources[id])?.Properties ?? {};
  const name = textOf(FunctionName ?? StateMachineName ?? id ?? target.Arn);
  return { name, ownName: name.startsWith(`${stackName}-`) ? name.slice(stackName.length + 1) : name };
}

function logicalIdIn(arn: unknown): string | undefined {
  if (typeof arn !== 'object' || arn === null) return undefined;
  const { Ref, 'Fn::GetAtt': attribute } = arn as { Ref?: string; 'Fn::GetAtt'?: readonly string[] };
  return attribute?.[0] ?? Ref;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
