import type { Cloud, ServiceModule } from '../../cloud.ts';
import { changeSetOperations } from './change-set-operations.ts';
import { describeOperations } from './describe-operations.ts';
import { driftOperations } from './drift-operations.ts';
import { metadataProvider } from './metadata.ts';
import { stackOperations } from './stack-operations.ts';
import { createStackStore } from './stack-store.ts';

/** CloudFormation: the API over the generic engine in twin/cloudformation. */
export function createCloudFormation(cloud: Cloud): ServiceModule {
  const store = createStackStore(cloud);
  return {
    name: 'cloudformation',
    operations: { ...stackOperations(store), ...changeSetOperations(store), ...describeOperations(store), ...driftOperations(store) },
    providers: [metadataProvider],
  };
}
