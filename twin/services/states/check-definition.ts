import { AwsError, NotInTwinError } from '../../errors.ts';
import { sdkOperation } from '../../integrations/sdk-call.ts';
import { spelledMembers } from '../../integrations/spelling.ts';
import type { Shape } from '../../wire/shape.ts';
import { parseIntegration } from './integrations.ts';
import { isOptimized, optimizedParameters } from './optimized.ts';

type JsonObject = Record<string, unknown>;

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks every task of a definition against the integrations: unknown ones and parameters that they do not take. */
export function checkTasks(definition: unknown): void {
  const problems: string[] = [];
  visit(definition, '', problems);
  if (problems.length > 0) {
    throw new AwsError(
      'InvalidDefinition',
      `Invalid State Machine Definition: '${problems.map((problem) => `SCHEMA_VALIDATION_FAILED: ${problem}`).join(', ')}'`,
    );
  }
}

function visit(program: unknown, at: string, problems: string[]): void {
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

function checkTask(state: JsonObject, at: string, problems: string[]): void {
  const integration = parseIntegration(String(state.Resource));
  if (integration === undefined) return;
  const field = state.Arguments === undefined ? 'Parameters' : 'Arguments';
  const { service, action, isSdk } = integration;
  if (isSdk) {
    checkMembers(sdkOperation(service, action).input, state[field], `${at}/${field}`, problems);
    return;
  }
  const name = `${service}:${action}`;
  if (name === 'lambda:invoke' || name === 'states:startExecution') return;
  if (!isOptimized(name)) throw new NotInTwinError(`the task resource ${String(state.Resource)}`);
  const known = optimizedParameters(name) ?? [];
  for (const key of keysOf(state[field])) if (!known.includes(key)) problems.push(unsupported(key, `${at}/${field}`));
}

/** Only what stands there literally can be checked before it runs; expressions are checked when they have a value. */
function checkMembers(shape: Shape, value: unknown, at: string, problems: string[]): void {
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

const unsupported = (key: string, at: string): string => `The field "${key}" is not supported by Step Functions at ${at}`;
