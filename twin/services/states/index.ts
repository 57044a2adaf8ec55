import type { Cloud, ServiceModule } from '../../cloud.ts';
import { Activities } from './activities.ts';
import { activityOperations } from './activity-operations.ts';
import { executionOperations } from './execution-operations.ts';
import { Executions } from './executions.ts';
import { machineOperations } from './machine-operations.ts';
import { Machines } from './machines.ts';
import { mapRunOperations } from './map-run-operations.ts';
import { stateMachineProvider } from './provider.ts';
import { createStatesStore } from './store.ts';
import { tagOperations } from './tags.ts';
import { testStateOperations } from './test-state-operation.ts';
import { tokenOperations } from './token-operations.ts';
import { TaskTokens } from './tokens.ts';
import { versionOperations } from './version-operations.ts';
import { aliasProvider, versionProvider } from './version-providers.ts';

/** Step Functions: the interpreter of language/asl with the account's services behind its tasks. */
export function createStates(cloud: Cloud): ServiceModule {
  const random = cloud.random.split('states');
  const store = createStatesStore();
  const tokens = new TaskTokens();
  const activities = new Activities(cloud);
  const machines = new Machines(cloud, random, store);
  const onEnd = ({ machine }: { machine: Parameters<Machines['settleDeletion']>[0] }): void => machines.settleDeletion(machine);
  const executions = new Executions({ cloud, random, store, tokens, activities, onEnd });
  return {
    name: 'states',
    operations: {
      ...machineOperations(cloud, store, machines),
      ...versionOperations(cloud, store),
      ...executionOperations(cloud, random, store, executions),
      ...mapRunOperations(cloud, store),
      ...activityOperations(activities),
      ...tokenOperations(tokens),
      ...tagOperations(store, activities),
      ...testStateOperations({ cloud, random, store, tokens, activities }),
    },
    providers: [stateMachineProvider(cloud, store, machines), versionProvider(cloud, store), aliasProvider(cloud, store)],
    // A machine is paid by its transitions; one that rests costs nothing, and so does an activity.
    taggedResources: () => [...store.machines.values(), ...activities.all()].map(({ arn, tags }) => ({ arn, tags, billable: false })),
  };
}
