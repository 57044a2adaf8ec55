import { compileCondition } from './choice-rule.ts';
import type { StateSource } from './compile-context.ts';
import { Fault } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import { isExpression, unexpectedType } from './jsonata.ts';
import type { ChoiceRule, ChoiceState, Common, FailState, Resource, TaskState, WaitState } from './model.ts';
import { compileNumber, SECONDS } from './numbers.ts';
import { parseResource } from './resource.ts';
import { compileQuery, compileSelector, type NotFound, notInInput, type Template } from './template.ts';

/** Compiles what only Task has. */
export function compileTask(source: StateSource, common: Common): TaskState {
  return {
    ...common,
    type: 'Task',
    resource: parseResource(source.definition.Resource as string) as Resource,
    timeout: compileNumber(source, 'TimeoutSeconds', SECONDS),
    heartbeat: compileNumber(source, 'HeartbeatSeconds', SECONDS),
    credentials: source.template('Credentials'),
  };
}

/** Compiles what only Wait has: exactly one of its four forms. */
export function compileWait(source: StateSource, common: Common): WaitState {
  const { Timestamp: literal, TimestampPath: path } = source.definition;
  return {
    ...common,
    type: 'Wait',
    seconds: compileNumber(source, 'Seconds', { ...SECONDS, minimum: 0, notFound: noInputValue }),
    timestamp: path === undefined ? source.template('Timestamp') : compileTimestampPath(source, path),
    timestampText: String(path ?? (isExpression(literal) ? literal.slice(2, -2).trim() : '')),
  };
}

function noInputValue(name: string, path: string): NotFound {
  return () => new Fault(`The ${name}Path parameter does not reference an input value: ${path}`);
}

function compileTimestampPath(source: StateSource, path: Json): Template | undefined {
  const selector = compileSelector(path, source.at('TimestampPath'), source.report, false);
  return selector && ((view, data) => selector(view, data, notInInput('TimestampPath')));
}

/** Compiles what only Fail has. */
export function compileFail(source: StateSource, common: Common): FailState {
  return { ...common, type: 'Fail', error: failField(source, 'Error'), cause: failField(source, 'Cause') };
}

/** Error and Cause are strings, whatever they are taken from. */
function failField(source: StateSource, field: 'Error' | 'Cause'): Template | undefined {
  const { [field]: literal, [`${field}Path`]: path } = source.definition;
  if (path !== undefined) return failPath(source, `${field}Path`, path);
  if (literal === undefined) return undefined;
  if (!source.jsonata || !isExpression(literal)) return () => literal;
  const template = compileQuery(literal, field, source.at(field), source.report);
  const check = (value: Json): Json => {
    if (typeof value === 'string') return value;
    throw unexpectedType(literal.slice(2, -2).trim(), field, 'string', value);
  };
  return (view, data) => {
    const value = template(view, data);
    return value instanceof Promise ? value.then(check) : check(value);
  };
}

function failPath(source: StateSource, field: string, path: Json): Template | undefined {
  const selector = compileSelector(path, source.at(field), source.report);
  if (selector === undefined) return undefined;
  return (view, data) => {
    const value = selector(view, data, notInInput(field));
    if (typeof value === 'string') return value;
    throw new Fault(`The ${field} parameter does not reference a string: ${path} == ${JSON.stringify(value)}`);
  };
}

/** Compiles what only Choice has. */
export function compileChoice(source: StateSource, common: Common): ChoiceState {
  const rules = (source.definition.Choices as JsonObject[]).map((rule, i) => compileRule(source, rule, i));
  return { ...common, type: 'Choice', rules, fallback: source.text('Default') };
}

function compileRule(source: StateSource, rule: JsonObject, i: number): ChoiceRule {
  const location = `${source.at('Choices')}[${i}]`;
  const inner = source.inner(rule, location);
  return {
    condition: source.jsonata
      ? (inner.template('Condition', `Choices[${i}]/Condition`) as Template)
      : compileCondition(rule, location, source.report),
    text: isExpression(rule.Condition) ? rule.Condition.slice(2, -2).trim() : '',
    next: rule.Next as string,
    assign: inner.template('Assign', `Choices[${i}]/Assign`),
    output: source.jsonata ? inner.template('Output', `Choices[${i}]/Output`) : undefined,
  };
}
