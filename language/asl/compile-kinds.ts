import { compileCondition } from './choice-rule.ts';
import type { StateSource } from './compile-context.ts';
import { isObject, type Json } from './json.ts';
import { isExpression } from './jsonata.ts';
import type { ChoiceRule, ChoiceState, Common, FailState, TaskState, WaitState } from './model.ts';
import { compileNumber, SECONDS } from './numbers.ts';
import { parseResource } from './resource.ts';
import { compilePayload, compileSelector, notInInput, type Template } from './template.ts';
import { parseTimestamp } from './timestamp.ts';

/** Compiles what only Task has. */
export function compileTask(source: StateSource, common: Common): TaskState {
  const { definition, location, report, jsonata } = source;
  const resource =
    source.required('Resource') === undefined ? undefined : parseResource(definition.Resource, source.at('Resource'), report);
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = definition;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    report(source.at('HeartbeatSeconds'), 'The value of "HeartbeatSeconds" must be less than that of "TimeoutSeconds".');
  }
  return {
    ...common,
    type: 'Task',
    resource: resource ?? { text: '', kind: 'service', service: '', action: '', waitsForToken: false, submits: false },
    timeout: compileNumber('TimeoutSeconds', definition, jsonata, location, report, SECONDS),
    heartbeat: compileNumber('HeartbeatSeconds', definition, jsonata, location, report, SECONDS),
    credentials: source.objectTemplate('Credentials'),
  };
}

/** Compiles what only Wait has: exactly one of its four forms. */
export function compileWait(source: StateSource, common: Common): WaitState {
  const { definition, location, report, jsonata } = source;
  const forms = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter((form) => definition[form] !== undefined);
  if (forms.length !== 1) report(location, 'A Wait state must have exactly one of "Seconds", "SecondsPath", "Timestamp", "TimestampPath".');
  return {
    ...common,
    type: 'Wait',
    seconds: compileNumber('Seconds', definition, jsonata, location, report, { ...SECONDS, minimum: 0 }),
    timestamp: compileTimestamp(source),
  };
}

function compileTimestamp(source: StateSource): Template | undefined {
  const { Timestamp: literal, TimestampPath: path } = source.definition;
  if (path !== undefined) {
    const selector = compileSelector(path, source.at('TimestampPath'), source.report, false);
    return selector && ((view, data) => selector(view, data, notInInput('TimestampPath', data)));
  }
  if (literal !== undefined && !(source.jsonata && isExpression(literal)) && parseTimestamp(literal) === undefined) {
    source.report(source.at('Timestamp'), 'The field "Timestamp" must be an RFC 3339 timestamp.');
  }
  return literal === undefined ? undefined : source.template('Timestamp');
}

/** Compiles what only Fail has. */
export function compileFail(source: StateSource, common: Common): FailState {
  return { ...common, type: 'Fail', error: failField(source, 'Error'), cause: failField(source, 'Cause') };
}

function failField(source: StateSource, field: 'Error' | 'Cause'): Template | undefined {
  const literal = source.definition[field];
  const path = source.definition[`${field}Path`];
  if (literal !== undefined && path !== undefined) source.report(source.location, `Only one of "${field}" and "${field}Path" is allowed.`);
  if (literal !== undefined && typeof literal !== 'string') source.report(source.at(field), `The field "${field}" must be a string.`);
  if (path === undefined)
    return source.jsonata
      ? source.template(field)
      : literal === undefined
        ? undefined
        : compilePayload(literal, source.at(field), source.report);
  const selector = compileSelector(path, source.at(`${field}Path`), source.report);
  return selector && ((view, data) => selector(view, data, notInInput(`${field}Path`, data)));
}

/** Compiles what only Choice has. */
export function compileChoice(source: StateSource, common: Common): ChoiceState {
  const choices = source.required('Choices');
  if (choices !== undefined && (!Array.isArray(choices) || choices.length === 0))
    source.report(source.at('Choices'), 'The field "Choices" must be a non-empty array.');
  const rules = Array.isArray(choices) ? choices.map((rule, i) => compileRule(source, rule, i)) : [];
  return { ...common, type: 'Choice', rules, fallback: source.text('Default') };
}

function compileRule(source: StateSource, rule: Json, i: number): ChoiceRule {
  const location = `${source.at('Choices')}[${i}]`;
  const inner = source.inner(isObject(rule) ? rule : {}, location);
  inner.required('Next');
  return {
    condition: source.jsonata ? jsonataCondition(inner, i) : compileCondition(rule, location, source.report),
    text: isExpression(inner.definition.Condition) ? inner.definition.Condition.slice(2, -2).trim() : '',
    next: inner.text('Next') ?? '',
    assign: inner.objectTemplate('Assign', `Choices[${i}]/Assign`),
    output: source.jsonata ? inner.template('Output', `Choices[${i}]/Output`) : undefined,
  };
}

function jsonataCondition(inner: StateSource, i: number): Template {
  const value = inner.required('Condition');
  if (value !== undefined && typeof value !== 'boolean' && !isExpression(value))
    inner.report(inner.at('Condition'), 'The field "Condition" must be a boolean or a JSONata expression.');
  for (const field of Object.keys(inner.definition)) {
    if (!['Condition', 'Next', 'Assign', 'Output', 'Comment'].includes(field))
      inner.report(inner.at(field), `The field "${field}" is not supported when the QueryLanguage is JSONata.`);
  }
  return inner.template('Condition', `Choices[${i}]/Condition`) ?? (() => false);
}
