import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import { Fault } from './errors.ts';
import { leave, selected } from './flow.ts';
import type { Json } from './json.ts';
import { unexpectedType } from './jsonata.ts';
import type { ChoiceRule, ChoiceState } from './model.ts';
import type { Exit } from './program.ts';

/** Choice: the first rule that holds leads on, else Default; with neither the state fails. */
export function* runChoice(activation: Activation, state: ChoiceState): Co<Exit> {
  const data = selected(state.inputPath, activation, activation.input);
  for (const [i, rule] of state.rules.entries()) {
    if (!(yield* holds(activation, rule, i, data))) continue;
    return yield* leave(activation, state, data, { next: rule.next, assign: rule.assign, output: rule.output, hasResult: false });
  }
  if (state.fallback === undefined) throw new Fault('Failed to transition out of the state. The state does not point to a next state.');
  return yield* leave(activation, state, data, { next: state.fallback, assign: state.assign, output: state.output, hasResult: false });
}

function* holds(activation: Activation, rule: ChoiceRule, i: number, data: Json): Co<boolean> {
  const pending = rule.condition(activation, data);
  const value = pending instanceof Promise ? ((yield pending) as Json) : pending;
  if (typeof value === 'boolean') return value;
  throw unexpectedType(rule.text, `Choices[${i}]/Condition`, 'boolean', value);
}
