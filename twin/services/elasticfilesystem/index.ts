import type { Cloud, ServiceModule } from '../../cloud.ts';
import type { MetricSource } from '../../metric-source.ts';
import { AccessPoints } from './access-points.ts';
import { FileSystems } from './file-systems.ts';
import { Lifecycle } from './lifecycle.ts';
import { metricSources } from './metrics.ts';
import { MountTargets } from './mount-targets.ts';
import { filesOperations } from './operations.ts';
import { accessPointProvider, fileSystemProvider, mountTargetProvider } from './providers.ts';

/** EFS: regional file systems, each with a mount target a zone and access points. What is in the files is not kept. */
export function createElasticFileSystem(cloud: Cloud): ServiceModule & { metricSources: readonly MetricSource[] } {
  const life = new Lifecycle(cloud);
  const systems = new FileSystems(cloud, life);
  const parts = { systems, targets: new MountTargets(cloud, life, systems), points: new AccessPoints(cloud, life, systems) };
  return {
    name: 'elasticfilesystem',
    operations: filesOperations(cloud, parts),
    metricSources: metricSources(cloud, systems),
    providers: [fileSystemProvider(parts), mountTargetProvider(parts), accessPointProvider(parts)],
    taggedResources: () => [
      ...systems.all().map(({ arn, tags }) => ({ arn, tags, billable: true })),
      ...parts.points.all().map(({ arn, tags }) => ({ arn, tags, billable: false })),
    ],
  };
}
