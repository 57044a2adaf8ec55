import type { Cloud, ServiceModule } from '../../cloud.ts';
import { executionOperations } from './execution-operations.ts';
import { Executions } from './executions.ts';
import { machineOperations } from './machine-operations.ts';
import { stateMachineProvider } from './provider.ts';
import { createStatesStore } from './store.ts';
import { tokenOperations } from './token-operations.ts';
import { TaskTokens } from './tokens.ts';

/** Step Functions: the interpreter of language/asl with the account's services behind its tasks. */
export function createStates(cloud: Cloud): ServiceModule {
  const random = cloud.random.split('states');
  const store = createStatesStore();
  const tokens = new TaskTokens();
  const executions = new Executions(cloud, random, store, tokens);
  return {
    name: 'states',
    operations: {
      ...machineOperations(cloud, random, store),
      ...executionOperations(cloud, store, executions),
      ...tokenOperations(tokens),
    },
    providers: [stateMachineProvider(cloud, random, store)],
    // A machine is paid by its transitions; one that rests costs nothing.
    taggedResources: () => [...store.machines.values()].map((machine) => ({ arn: machine.arn, tags: machine.tags, billable: false })),
  };
}
