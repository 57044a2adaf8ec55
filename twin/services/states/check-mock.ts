import type { TestStateInput } from '@aws-sdk/client-sfn';
import type { Json } from '#language/asl/index.ts';
import { AwsError } from '../../errors.ts';
import { sdkOperation } from '../../integrations/sdk-call.ts';
import { spelledMembers } from '../../integrations/spelling.ts';
import { modelOf } from '../../wire/model.ts';
import type { Shape } from '../../wire/shape.ts';
import { parseIntegration } from './integrations.ts';
import { optimizedOutput } from './optimized.ts';

/**
 * Holds a mocked result against the model of the API that it stands for: in mode STRICT what is required must be there, in PRESENT only
 * what is there must have its type. Members that the model does not know are left alone (Developer Guide: test-state-isolation).
 */
export function checkMock(definition: Json, { stateName, mock }: TestStateInput): void {
  const mode = mock?.fieldValidationMode ?? 'STRICT';
  const resource = resourceOf(definition, stateName);
  if (mode === 'NONE' || resource === undefined) return;
  const shape = answerShape(resource);
  if (shape === undefined) return;
  const problem = mismatch(shape, JSON.parse(mock?.result ?? 'null') as Json, mode === 'STRICT', '$');
  if (problem !== undefined) throw new AwsError('ValidationException', `The mocked result does not match the API's model: ${problem}`);
}

function resourceOf(definition: Json | undefined, name: string | undefined): string | undefined {
  if (typeof definition !== 'object' || definition === null) return undefined;
  if (Array.isArray(definition)) return firstOf(definition, name);
  if (name === undefined) return definition.Type === 'Task' && typeof definition.Resource === 'string' ? definition.Resource : undefined;
  const states = definition.States;
  if (typeof states === 'object' && states !== null && !Array.isArray(states) && Object.hasOwn(states, name))
    return resourceOf(states[name], undefined);
  return firstOf(Object.values(definition), name);
}

function firstOf(values: readonly Json[], name: string | undefined): string | undefined {
  for (const value of values) {
    const found = name === undefined ? undefined : resourceOf(value, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a task's resource answers; undefined for what has no model: a function's own ARN, an activity, an answer to a token. */
function answerShape(resource: string): Shape | undefined {
  const integration = parseIntegration(resource);
  if (integration === undefined || integration.pattern === 'token') return undefined;
  const { service, action, isSdk, pattern } = integration;
  if (isSdk) return sdkOperation(service, action).output;
  if (service === 'lambda') return modelOf('lambda').operation('Invoke').output;
  // A job that is waited for answers what describes it at its end.
  if (service === 'states') return modelOf('states').operation(pattern === 'request' ? 'StartExecution' : 'DescribeExecution').output;
  return optimizedOutput(`${service}:${action}`);
}

/** What JSON a member may be; what carries any JSON is not looked into. */
const TYPES: Partial<Record<Shape['kind'], readonly string[]>> = {
  string: ['string'],
  boolean: ['boolean'],
  number: ['number'],
  bigint: ['number'],
  timestamp: ['string', 'number'],
};
/** Text in the API that the integrations answer as JSON. */
const JSON_TEXTS = new Set(['Input', 'Output', 'Payload']);

function mismatch(shape: Shape, value: Json, isStrict: boolean, at: string): string | undefined {
  const types = TYPES[shape.kind];
  if (types !== undefined) return types.includes(typeof value) ? undefined : `${at} must be a ${types.join(' or ')}`;
  if (shape.kind === 'list') {
    if (!Array.isArray(value)) return `${at} must be an array`;
    return first(value.map((item, i) => () => mismatch(shape.item, item, isStrict, `${at}[${i}]`)));
  }
  if (shape.kind !== 'structure' && shape.kind !== 'map') return undefined;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at} must be an object`;
  const entries = Object.entries(value);
  if (shape.kind === 'map')
    return first(
      entries.map(
        ([key, item]) =>
          () =>
            mismatch(shape.item, item, isStrict, `${at}.${key}`),
      ),
    );
  const members = spelledMembers(shape);
  const required = new Set(isStrict ? shape.requiredMembers.map(({ name }) => name) : []);
  for (const [spelled, { name }] of members) if (required.has(name) && value[spelled] === undefined) return `${at}.${spelled} is required`;
  return first(
    entries.map(([key, item]) => () => {
      const member = members.get(key);
      return member === undefined || JSON_TEXTS.has(key) ? undefined : mismatch(member.shape, item, isStrict, `${at}.${key}`);
    }),
  );
}

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const problem = check();
    if (problem !== undefined) return problem;
  }
  return undefined;
}
