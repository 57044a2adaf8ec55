import type { Activation } from './activation.ts';
import { withRetry } from './attempts.ts';
import type { Co } from './coroutine.ts';
import { Reserved, StateError } from './errors.ts';
import { leaveWithResult, selected, tooLarge, withinLimit } from './flow.ts';
import type { TaskRequest } from './host.ts';
import type { Json } from './json.ts';
import { exceedsPayloadLimit } from './json-size.ts';
import type { TaskState } from './model.ts';
import type { NumberField } from './numbers.ts';
import type { Exit } from './program.ts';
import { TaskEvents } from './task-events.ts';
import { awaitTask, type Outcome } from './task-wait.ts';
import type { Template, View } from './template.ts';

/** Task: asks the host for an effect and waits for its answer, within its timeout and heartbeat. */
export function* runTask(activation: Activation, state: TaskState): Co<Exit> {
  const data = selected(state.inputPath, activation, activation.input);
  return yield* withRetry(activation, state, () => attempt(activation, state, data));
}

function* attempt(activation: Activation, state: TaskState, data: Json): Co<Exit> {
  if (state.resource.waitsForToken) activation.taskToken = activation.frame.run.host.newTaskToken();
  const request = yield* requestOf(activation, state, data);
  const events = new TaskEvents(activation, state.resource);
  events.scheduled(request);
  const outcome = (yield awaitTask(activation, request, events)) as Outcome;
  const result = resultOf(outcome, events);
  return yield* leaveWithResult(activation, state, result);
}

function* requestOf(activation: Activation, state: TaskState, data: Json): Co<TaskRequest> {
  const input = withinLimit(state.name, yield* evaluated(activation, state.parameters, data));
  const timeoutSeconds = yield* seconds(activation, state.timeout, data);
  const heartbeatSeconds = yield* seconds(activation, state.heartbeat, data);
  const credentials = state.credentials === undefined ? undefined : yield* evaluated(activation, state.credentials, data);
  const request: TaskRequest = { resource: state.resource.text, input, stateName: state.name, context: activation.context() };
  if (activation.taskToken !== undefined) request.taskToken = activation.taskToken;
  if (timeoutSeconds !== undefined) request.timeoutSeconds = timeoutSeconds;
  if (heartbeatSeconds !== undefined) request.heartbeatSeconds = heartbeatSeconds;
  if (credentials !== undefined) request.credentials = credentials;
  return request;
}

/** A template's value, or the data itself where there is none. */
export function* evaluated(view: View, template: Template | undefined, data: Json): Co<Json> {
  if (template === undefined) return data;
  const value = template(view, data);
  return value instanceof Promise ? ((yield value) as Json) : value;
}

/** A number field's value. */
export function* seconds(activation: Activation, field: NumberField | undefined, data: Json): Co<number | undefined> {
  if (field === undefined) return undefined;
  const value = field(activation, data);
  return value instanceof Promise ? ((yield value) as number) : value;
}

function resultOf(outcome: Outcome, events: TaskEvents): Json {
  switch (outcome.kind) {
    case 'succeeded': {
      if (!exceedsPayloadLimit(outcome.output)) {
        events.succeeded(outcome.output);
        return outcome.output;
      }
      const failure = tooLarge(events.resultName, true);
      events.failed(failure.error, failure.detail);
      throw failure;
    }
    case 'failed':
      events.failed(outcome.error, outcome.cause);
      // States.Runtime cannot be caught, whoever reports it.
      throw new StateError(outcome.error, outcome.cause, { catchable: outcome.error !== Reserved.runtime });
    case 'timedOut':
      events.timedOut();
      // The service calls both States.Timeout; Retry and Catch may ask for the missed heartbeat by name.
      throw new StateError(Reserved.timeout, undefined, { aliases: outcome.heartbeat ? [Reserved.heartbeatTimeout] : [] });
    default:
      return outcome satisfies never;
  }
}
