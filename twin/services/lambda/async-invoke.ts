import type { Cloud, MaybePromise, Principal, ServiceName } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { DEFAULT_EVENT_INVOKE, type LambdaFunction } from './function.ts';
import type { InvocationResult } from './invocation.ts';

type Event = { readonly payload: string; readonly requestId: string; readonly acceptedMs: number };
type Run = (fn: LambdaFunction, payload: string, requestId: string) => Promise<InvocationResult>;
type InvokeFunction = (functionArn: string, payload: string, by: Principal) => void;
type Condition = 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency' | 'Success';

/** Throttled events are tried again after 1 s, doubling up to 5 min, as documented. */
const FIRST_THROTTLE_MS = 1000;
const LAST_THROTTLE_MS = 300_000;

/** Lambda's queue for asynchronous invocations: retries, then the dead-letter queue and the failure destination. */
export class AsyncInvokes {
  readonly #cloud: Cloud;
  readonly #run: Run;
  readonly #invokeFunction: InvokeFunction;

  constructor(cloud: Cloud, run: Run, invokeFunction: InvokeFunction) {
    this.#cloud = cloud;
    this.#run = run;
    this.#invokeFunction = invokeFunction;
  }

  accept(fn: LambdaFunction, payload: string, requestId: string): void {
    const event = { payload, requestId, acceptedMs: this.#cloud.clock.nowMs };
    if (fn.settings.reservedConcurrency === 0) this.#later(0, fn, () => this.#failed(fn, event, 0, 'ZeroReservedConcurrency', undefined));
    else this.#later(0, fn, () => void this.#attempt(fn, event, 1, FIRST_THROTTLE_MS));
  }

  async #attempt(fn: LambdaFunction, event: Event, attempt: number, throttleMs: number): Promise<void> {
    let result: InvocationResult;
    try {
      result = await this.#run(fn, event.payload, event.requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const nextMs = Math.min(throttleMs * 2, LAST_THROTTLE_MS);
      this.#retry(fn, event, attempt, throttleMs, 'EventAgeExceeded', undefined, () => void this.#attempt(fn, event, attempt, nextMs));
      return;
    }
    const config = fn.eventInvoke ?? DEFAULT_EVENT_INVOKE;
    if (result.functionError === undefined) {
      if (config.onSuccess) this.#send(fn, config.onSuccess, record(fn, event, attempt, 'Success', result));
      return;
    }
    if (attempt > config.maximumRetryAttempts) {
      this.#failed(fn, event, attempt, 'RetriesExhausted', result);
      return;
    }
    const fact = attempt === 1 ? 'lambda.asyncFirstRetry' : 'lambda.asyncSecondRetry';
    const again = (): void => void this.#attempt(fn, event, attempt + 1, FIRST_THROTTLE_MS);
    this.#retry(fn, event, attempt, this.#cloud.facts.valueMs(fact), 'EventAgeExceeded', result, again);
  }

  /** Tries again later unless the event would be too old by then. */
  #retry(
    fn: LambdaFunction,
    event: Event,
    attempt: number,
    delayMs: number,
    condition: Condition,
    result: InvocationResult | undefined,
    again: () => void,
  ): void {
    const { maximumEventAgeSeconds } = fn.eventInvoke ?? DEFAULT_EVENT_INVOKE;
    const isTooOld = this.#cloud.clock.nowMs + delayMs - event.acceptedMs > maximumEventAgeSeconds * 1000;
    if (isTooOld) this.#failed(fn, event, attempt, condition, result);
    else this.#later(delayMs, fn, again);
  }

  #later(delayMs: number, fn: LambdaFunction, run: () => void): void {
    this.#cloud.clock.after(delayMs, `asynchronous invocation of ${fn.name}`, run);
  }

  /** The dead-letter queue gets the event alone; the destination gets a record with the error. */
  #failed(fn: LambdaFunction, event: Event, attempts: number, condition: Condition, result: InvocationResult | undefined): void {
    const { deadLetterArn } = fn.settings;
    if (deadLetterArn) this.#send(fn, deadLetterArn, event.payload, deadLetterAttributes(event, result));
    const destination = (fn.eventInvoke ?? DEFAULT_EVENT_INVOKE).onFailure;
    if (destination) this.#send(fn, destination, record(fn, event, attempts, condition, result));
  }

  #send(fn: LambdaFunction, targetArn: string, body: string, attributes: Record<string, unknown> = {}): void {
    const by = fn.principal;
    const [, , service, , account, ...name] = targetArn.split(':');
    const call = (to: ServiceName, operation: string, input: object): MaybePromise<object> => this.#cloud.call(to, operation, input, by);
    switch (service) {
      case 'sqs':
        call('sqs', 'SendMessage', {
          QueueUrl: `https://sqs.${this.#cloud.region}.amazonaws.com/${account}/${name.join(':')}`,
          MessageBody: body,
          ...(Object.keys(attributes).length > 0 ? { MessageAttributes: attributes } : {}),
        });
        return;
      case 'sns':
        call('sns', 'Publish', { TopicArn: targetArn, Message: body });
        return;
      case 'events':
        call('events', 'PutEvents', {
          Entries: [{ Source: 'lambda', DetailType: 'Lambda Function Invocation Result', Detail: body, EventBusName: targetArn }],
        });
        return;
      case 'lambda':
        this.#invokeFunction(targetArn, body, by);
        return;
      default:
        throw new AwsError('InvalidParameterValueException', `${targetArn} cannot be a destination`);
    }
  }
}

function deadLetterAttributes(event: Event, result: InvocationResult | undefined): Record<string, unknown> {
  const message = result ? ((JSON.parse(result.payload) as { errorMessage?: string }).errorMessage ?? '') : '';
  return {
    RequestID: { DataType: 'String', StringValue: event.requestId },
    ErrorCode: { DataType: 'Number', StringValue: result ? '200' : '429' },
    ErrorMessage: { DataType: 'String', StringValue: message === '' ? 'unknown' : message },
  };
}

function record(fn: LambdaFunction, event: Event, attempts: number, condition: Condition, result: InvocationResult | undefined): string {
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date(event.acceptedMs).toISOString(),
    requestContext: { requestId: event.requestId, functionArn: `${fn.arn}:$LATEST`, condition, approximateInvokeCount: attempts },
    requestPayload: JSON.parse(event.payload),
    ...(result
      ? {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(result.functionError ? { functionError: result.functionError } : {}),
          },
          responsePayload: JSON.parse(result.payload),
        }
      : {}),
  });
}
