import type { Cloud, ServiceModule } from '../../cloud.ts';
import type { Node } from '../../site/node-model.ts';
import { Commands } from './commands.ts';
import { Parameters } from './parameters.ts';

/** AWS Systems Manager: Run Command on nodes whose agent answers (`findNode` is EC2's) and Parameter Store. */
export function createSsm(cloud: Cloud, findNode: (instanceId: string) => Node | undefined): ServiceModule {
  const commands = new Commands(cloud, findNode);
  const parameters = new Parameters(cloud);
  return { name: 'ssm', operations: { ...commands.operations, ...parameters.operations }, providers: [parameters.provider] };
}
