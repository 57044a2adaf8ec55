import { choices, timestamp } from './check-choices.ts';
import { batcher, items, label, reader, writer } from './check-map.ts';
import { path, pathOrNull, payload, resultPath, textualPath } from './check-path.ts';
import { checkQueryText, outcome, query } from './check-query.ts';
import { catchers, retry } from './check-retry.ts';
import type { Check, Rule } from './check-spot.ts';
import { checkTask, credentials, resource } from './check-task.ts';
import { anything, flag, fraction, integer, listOf, object, text } from './check-values.ts';
import { assign } from './check-variables.ts';
import { isExpression } from './jsonata.ts';

/** The longest timeout, heartbeat and wait (Step Functions: state-task, state-wait). */
const SECONDS_LIMIT = 99_999_999;

/** A constant, or in JSONata an expression. */
const expressionOr = (constant: Check): Check => {
  return (value, spot) => {
    if (spot.setting.jsonata && isExpression(value)) checkQueryText(value, spot);
    else constant(value, spot);
  };
};

const assigned = assign((value, spot) => (spot.setting.jsonata ? outcome : payload)(value, spot));
const EVERY: Rule['fields'] = { Type: anything, Comment: text, QueryLanguage: anything };
const ONWARD: Rule['fields'] = { ...EVERY, Next: text, End: flag, Assign: assigned };
const NEXT_OR_END = [['Next', 'End']];
const WORKING: Rule['fields'] = { ...ONWARD, Retry: retry, Catch: catchers };

const INPUT_OUTPUT = { InputPath: pathOrNull, OutputPath: pathOrNull };
const RESULT = { ...INPUT_OUTPUT, Parameters: payload, ResultPath: resultPath };
const SELECTED = { ...RESULT, ResultSelector: payload };
const OUTPUT = { Output: outcome };

/** Fields that hold a value, each with the field that selects one instead. */
const orPath = (...fields: string[]): string[][] => fields.map((field) => [field, `${field}Path`]);

/** What each type of state may and must have (Amazon States Language, "State Types"). */
export const STATES: Readonly<Record<string, Rule>> = {
  Task: {
    fields: {
      ...WORKING,
      Resource: resource,
      Credentials: credentials,
      TimeoutSeconds: integer(1, SECONDS_LIMIT),
      HeartbeatSeconds: integer(1, SECONDS_LIMIT),
    },
    jsonPath: { ...SELECTED, TimeoutSecondsPath: path, HeartbeatSecondsPath: path },
    jsonata: { ...OUTPUT, Arguments: query },
    required: ['Resource'],
    one: NEXT_OR_END,
    atMostOne: orPath('TimeoutSeconds', 'HeartbeatSeconds'),
    also: checkTask,
  },
  Wait: {
    fields: { ...ONWARD, Seconds: integer(0, SECONDS_LIMIT), Timestamp: expressionOr(timestamp) },
    jsonPath: { ...INPUT_OUTPUT, SecondsPath: path, TimestampPath: path },
    jsonata: OUTPUT,
    one: [...NEXT_OR_END, ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp']],
  },
  Pass: {
    fields: ONWARD,
    jsonPath: { ...RESULT, Result: anything },
    jsonata: OUTPUT,
    one: NEXT_OR_END,
  },
  Succeed: { fields: EVERY, jsonPath: INPUT_OUTPUT, jsonata: OUTPUT },
  Fail: {
    fields: { ...EVERY, Error: expressionOr(text), Cause: expressionOr(text) },
    jsonPath: { ErrorPath: textualPath, CausePath: textualPath },
    atMostOne: orPath('Error', 'Cause'),
  },
  Choice: {
    fields: { ...EVERY, Assign: assigned, Choices: choices, Default: text },
    jsonPath: INPUT_OUTPUT,
    jsonata: OUTPUT,
    required: ['Choices'],
  },
  Parallel: {
    fields: { ...WORKING, Branches: listOf(object) },
    jsonPath: SELECTED,
    jsonata: { ...OUTPUT, Arguments: query },
    required: ['Branches'],
    one: NEXT_OR_END,
  },
  Map: {
    fields: {
      ...WORKING,
      ItemProcessor: object,
      Iterator: object,
      ItemSelector: (value, spot) => (spot.setting.jsonata ? query : payload)(value, spot),
      ItemReader: reader,
      ItemBatcher: batcher,
      ResultWriter: writer,
      MaxConcurrency: integer(0),
      ToleratedFailureCount: integer(0),
      ToleratedFailurePercentage: fraction(0, 100),
      Label: label,
    },
    jsonPath: {
      ...SELECTED,
      ItemsPath: path,
      MaxConcurrencyPath: path,
      ToleratedFailureCountPath: path,
      ToleratedFailurePercentagePath: path,
    },
    jsonata: { ...OUTPUT, Items: items },
    one: [...NEXT_OR_END, ['ItemProcessor', 'Iterator']],
    atMostOne: [...orPath('MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'), ['ItemSelector', 'Parameters']],
  },
};
