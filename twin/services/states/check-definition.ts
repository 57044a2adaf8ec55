import { AwsError, NotInTwinError } from '../../errors.ts';
import { sdkOperation } from '../../integrations/sdk-call.ts';
import { spelledMembers } from '../../integrations/spelling.ts';
import type { Shape } from '../../wire/shape.ts';
import { parseIntegration } from './integrations.ts';
import { isOptimized, optimizedParameters } from './optimized.ts';

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A task that the service would refuse. */
export type TaskProblem = { readonly message: string; readonly location: string };

/** Checks every task of a definition against the integrations: what they do not take. What the twin cannot carry out it refuses by name. */
export function taskProblems(definition: unknown): TaskProblem[] {
  const problems: TaskProblem[] = [];
  visit(definition, '', problems);
  return problems;
}

/** Refuses a definition for the problems of its tasks. */
export function refuseBadTasks(definition: unknown): void {
  const problems = taskProblems(definition).map(({ message, location }) => `SCHEMA_VALIDATION_FAILED: ${message} at ${location}`);
  if (problems.length > 0) throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join(', ')}'`);
}

function visit(program: unknown, at: string, problems: TaskProblem[]): void {
  if (!isObject(program) || !isObject(program.States)) return;
  for (const [name, state] of Object.entries(program.States)) {
    if (!isObject(state)) continue;
    const here = `${at}/States/${name}`;
    if (state.Type === 'Task') checkTask(state, here, problems);
    for (const [index, branch] of (Array.isArray(state.Branches) ? state.Branches : []).entries())
      visit(branch, `${here}/Branches[${index}]`, problems);
    visit(state.ItemProcessor ?? state.Iterator, `${here}/ItemProcessor`, problems);
  }
}

function checkTask(state: JsonObject, at: string, problems: TaskProblem[]): void {
  if (state.Credentials !== undefined) throw new NotInTwinError('Credentials of a task');
  const integration = parseIntegration(String(state.Resource));
  if (integration === undefined) return;
  const field = state.Arguments === undefined ? 'Parameters' : 'Arguments';
  const { service, action, isSdk, pattern } = integration;
  const name = `${service}:${action}`;
  if ((pattern === 'sync' || pattern === 'sync2') && (isSdk || name !== 'states:startExecution'))
    throw new NotInTwinError(`the task resource ${String(state.Resource)}`);
  if (isSdk) {
    const { input, sdk } = sdkOperation(service, action);
    checkMembers(input, state[field], `${at}/${field}`, problems);
    for (const key of keysOf(state[field])) if (sdk.withoutMembers.includes(key)) problems.push(unsupported(key, `${at}/${field}`));
    return;
  }
  if (name === 'lambda:invoke' || name === 'states:startExecution') return;
  if (!isOptimized(name)) throw new NotInTwinError(`the task resource ${String(state.Resource)}`);
  const known = optimizedParameters(name) ?? [];
  for (const key of keysOf(state[field])) if (!known.includes(key)) problems.push(unsupported(key, `${at}/${field}`));
}

/** Only what stands there literally can be checked before it runs; expressions are checked when they have a value. */
function checkMembers(shape: Shape, value: unknown, at: string, problems: TaskProblem[]): void {
  if (Array.isArray(value) && shape.kind === 'list') {
    for (const item of value) checkMembers(shape.item, item, at, problems);
  }
  if (!isObject(value)) return;
  if (shape.kind === 'map') {
    for (const member of Object.values(value)) checkMembers(shape.item, member, at, problems);
  }
  if (shape.kind !== 'structure') return;
  const members = spelledMembers(shape);
  for (const [written, member] of Object.entries(value)) {
    const key = written.replace(/\.\$$/, '');
    const found = members.get(key);
    if (!found) problems.push(unsupported(key, at));
    else if (key === written) checkMembers(found.shape, member, `${at}/${key}`, problems);
  }
}

const keysOf = (value: unknown): string[] => (isObject(value) ? Object.keys(value).map((key) => key.replace(/\.\$$/, '')) : []);

const unsupported = (key: string, location: string): TaskProblem => ({
  message: `The field "${key}" is not supported by Step Functions`,
  location,
});
