import { payload, resultPath } from './check-path.ts';
import { caught } from './check-query.ts';
import type { Check, Rule } from './check-spot.ts';
import { constantInteger, fraction, listOf, oneOf, ruled, text } from './check-values.ts';
import { assign } from './check-variables.ts';
import type { Json } from './json.ts';
import { isObject } from './json.ts';

const COUNT_LIMIT = 99_999_999;
/** A year: the service's limit of MaxDelaySeconds. */
const DELAY_LIMIT_SECONDS = 31_622_400;

const errorEquals = listOf(text);

/** The service takes an interval of 0, though its documentation says positive. */
const RETRIER: Rule = {
  fields: {
    ErrorEquals: errorEquals,
    IntervalSeconds: constantInteger(0, COUNT_LIMIT),
    MaxAttempts: constantInteger(0, COUNT_LIMIT),
    BackoffRate: fraction(1, Number.MAX_VALUE, false),
    MaxDelaySeconds: constantInteger(1, DELAY_LIMIT_SECONDS),
    JitterStrategy: oneOf('NONE', 'FULL'),
    Comment: text,
  },
  required: ['ErrorEquals'],
};

const CATCHER: Rule = {
  fields: { ErrorEquals: errorEquals, Next: text, Comment: text, Assign: (value, spot) => assignCaught(value, spot) },
  jsonPath: { ResultPath: resultPath },
  jsonata: { Output: caught },
  required: ['ErrorEquals', 'Next'],
};

const assignCaught: Check = assign((value, spot) => (spot.setting.jsonata ? caught : payload)(value, spot));

/** Retry: an empty list is taken. */
export const retry: Check = entries(RETRIER);

/** Catch. */
export const catchers: Check = entries(CATCHER);

function entries(rule: Rule): Check {
  const judge = listOf(ruled(rule), true);
  return (value, spot) => {
    judge(value, spot);
    if (!Array.isArray(value)) return;
    for (const [i, entry] of value.entries()) {
      const names = isObject(entry) ? entry.ErrorEquals : undefined;
      const at = allAt(names);
      if (at >= 0 && ((names as Json[]).length > 1 || i < value.length - 1))
        spot.item(i).at('ErrorEquals').item(at).error('States.ALL must appear alone and at end of list');
    }
  };
}

function allAt(names: Json | undefined): number {
  return Array.isArray(names) ? names.indexOf('States.ALL') : -1;
}
