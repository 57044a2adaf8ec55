import type { Call, Cloud, Faults, MaybePromise, Principal, ServiceModule, ServiceName } from '#twin/cloud.ts';
import { createCloud, NO_FAULTS } from '#twin/create-cloud.ts';
import { AwsError } from '#twin/errors.ts';

export const START_MS = Date.parse('2018-02-08T09:00:00Z');
export const PERSON: Principal = { kind: 'user', arn: 'arn:aws:iam::123456789012:user/ada' };
export const ROLE_ARN = 'arn:aws:iam::123456789012:role/machine';

type Payload = unknown;
export type Invocation = { readonly name: string; readonly type: string; readonly payload: Payload; readonly atMs: number };
export type Handler = (payload: Payload, cloud: Cloud) => MaybePromise<unknown>;

/** An account with one service under test after another, and short words for what tests do with it. */
export function openAccount(modules: readonly ((cloud: Cloud) => ServiceModule)[], faults?: Partial<Faults>) {
  const cloud = createCloud({ seed: 7, startMs: START_MS, faults: { ...NO_FAULTS, ...faults } });
  for (const make of modules) cloud.add(make(cloud));
  return {
    cloud,
    // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
    call: (service: ServiceName, operation: string, input: object, principal: Principal = PERSON): any =>
      cloud.call(service, operation, input, principal, 'person'),
    play: (seconds = 3600) => cloud.runUntil(cloud.clock.nowMs + seconds * 1000),
    // biome-ignore lint/suspicious/noExplicitAny: journal entries have fields of many kinds.
    journal: (kind: string): any[] => cloud.journal.lines.map((line) => JSON.parse(line)).filter((entry) => entry.kind === kind),
  };
}

/** Functions that are really invoked, as JSON in and out, with resource permissions by service; no bundles are needed. */
export function createFunctions(handlers: Record<string, Handler>, permitted: readonly string[] = []) {
  const invocations: Invocation[] = [];
  const module = (cloud: Cloud): ServiceModule => ({
    name: 'lambda',
    operations: {
      Invoke: (input: { FunctionName: string; InvocationType?: string; Payload?: Uint8Array }, call: Call) => {
        const name = input.FunctionName.slice(input.FunctionName.lastIndexOf(':') + 1);
        const handler = handlers[name];
        if (!handler) throw new AwsError('ResourceNotFoundException', `Function not found: ${input.FunctionName}`, { statusCode: 404 });
        const { principal } = call;
        if (principal.kind === 'service' && !permitted.includes(principal.sourceArn ?? '')) {
          throw new AwsError('AccessDeniedException', `${principal.service} is not authorized`, { statusCode: 403 });
        }
        const payload = input.Payload === undefined ? undefined : JSON.parse(new TextDecoder().decode(input.Payload));
        invocations.push({ name, type: input.InvocationType ?? 'RequestResponse', payload, atMs: cloud.clock.nowMs });
        if (input.InvocationType === 'Event') {
          void handler(payload, cloud);
          return { StatusCode: 202 };
        }
        return answer(handler, payload, cloud);
      },
    },
  });
  return { module, invocations };
}

async function answer(handler: Handler, payload: Payload, cloud: Cloud): Promise<object> {
  const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value ?? null));
  try {
    return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: encode(await handler(payload, cloud)) };
  } catch (error) {
    const { name, message } = error as Error;
    return { StatusCode: 200, FunctionError: 'Unhandled', Payload: encode({ errorType: name, errorMessage: message, trace: [] }) };
  }
}

export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
