import type { Authorize, Call, Cloud, Faults, MaybePromise, Principal, ServiceModule, ServiceName } from './cloud.ts';
import { AwsError, NotInTwinError } from './errors.ts';
import type { Journal } from './journal.ts';
import { redact } from './journal-call.ts';
import type { Random } from './random.ts';
import { inputShape } from './wire/model.ts';
import type { ReadTracker } from './wire/reads.ts';

/** What stands between a caller and an operation. */
export type CallPath = {
  readonly modules: ReadonlyMap<ServiceName, ServiceModule>;
  readonly authorize: Authorize;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly reads: ReadTracker;
  readonly requestIds: Random;
  refuse(error: NotInTwinError): void;
};

/** Calls operations: permission first, then injected faults, then the service; every call is journaled with its outcome. */
export function callThrough({ modules, authorize, faults, journal, reads, requestIds, refuse }: CallPath): Cloud['call'] {
  return (service, operation, input, principal, via = 'service') => {
    const call: Call = { principal, requestId: requestIds.uuid(), via };
    const record = (outcome: string, message?: string): void => {
      const asked = { service, operation, by: nameOf(principal), via, input: redact(input) };
      journal.write('call', { ...asked, outcome, ...(message ? { message } : {}) });
    };
    const failed = (error: unknown): never => {
      if (error instanceof NotInTwinError) refuse(error);
      record(error instanceof AwsError ? error.shape : 'twin-failure', error instanceof Error ? error.message : String(error));
      throw error;
    };
    let answer: MaybePromise<object>;
    try {
      const injected = authorize(principal, service, operation, input) ?? faults.onCall(service, operation, input);
      if (injected) throw injected;
      const perform = findOperation(modules, service, operation);
      // Services among themselves are the twin's own code; what comes from outside must not be ignored silently.
      answer = perform(via === 'service' ? input : reads.watch(`${service}:${operation}`, input, inputShape(service, operation)), call);
    } catch (error) {
      return failed(error);
    }
    if (!(answer instanceof Promise)) {
      record('ok');
      return answer;
    }
    return answer.then((output) => {
      record('ok');
      return output;
    }, failed);
  };
}

function findOperation(modules: CallPath['modules'], service: ServiceName, operation: string) {
  const found = modules.get(service)?.operations[operation];
  if (!found) throw new NotInTwinError(`the operation ${service}:${operation}`);
  return found;
}

function nameOf(principal: Principal): string {
  switch (principal.kind) {
    case 'service':
      return principal.service;
    case 'anonymous':
      return 'anonymous';
    case 'role':
    case 'user':
      return principal.arn.slice(principal.arn.lastIndexOf(':') + 1);
    default:
      return principal satisfies never;
  }
}
