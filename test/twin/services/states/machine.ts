import type { Cloud, Faults, ServiceModule } from '#twin/cloud.ts';
import { createStates } from '#twin/services/states/index.ts';
import { createFunctions, type Handler, openAccount, ROLE_ARN } from '../account.ts';

/** An account with functions and one state machine, `demo`. */
export function openMachine(
  states: Record<string, object>,
  handlers: Record<string, Handler> = {},
  options: { modules?: ((cloud: Cloud) => ServiceModule)[]; faults?: Partial<Faults>; top?: object; type?: string } = {},
) {
  const functions = createFunctions(handlers);
  const account = openAccount([functions.module, createStates, ...(options.modules ?? [])], options.faults);
  const definition = { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...options.top };
  const { stateMachineArn } = account.call('states', 'CreateStateMachine', {
    name: 'demo',
    definition: JSON.stringify(definition),
    roleArn: ROLE_ARN,
    ...(options.type ? { type: options.type } : {}),
  });
  const start = (input: object = {}, name = 'run-1'): string =>
    account.call('states', 'StartExecution', { stateMachineArn, name, input: JSON.stringify(input) }).executionArn;
  return {
    ...account,
    ...functions,
    stateMachineArn,
    start,
    look: (name = 'run-1') =>
      account.call('states', 'DescribeExecution', { executionArn: `arn:aws:states:us-east-1:123456789012:execution:demo:${name}` }),
    types: (name = 'run-1'): string[] =>
      account
        .call('states', 'GetExecutionHistory', {
          executionArn: `arn:aws:states:us-east-1:123456789012:execution:demo:${name}`,
          maxResults: 1000,
        })
        .events.map((event: { type: string }) => event.type),
  };
}

/** A Task that ends the machine. */
export const task = (resource: string, input: object, more: object = {}): object => ({
  Type: 'Task',
  Resource: resource,
  Arguments: input,
  End: true,
  ...more,
});

export const invoke = (functionName: string, payload: object = {}, more: object = {}): object =>
  task('arn:aws:states:::lambda:invoke', { FunctionName: functionName, Payload: payload }, more);
