import { DescribeMountTargetsCommand } from '@aws-sdk/client-efs';
import { type FilesFacts, gateFiles } from '#domain/layers/files.ts';
import { efs } from '../../clients/efs.ts';
import { isNamed } from '../../errors.ts';
import { type Promised, unplanned } from './promise.ts';

/** A mount target available in every zone. */
export const filesPromise: Promised = async (spec, outputs) => {
  if (!spec.files) return unplanned;
  return gateFiles(spec.network, outputs.FileSystemId ? await filesFacts(outputs.FileSystemId) : undefined);
};

/** The mount targets of a file system, of which one has no more than zones; undefined when it does not exist. */
async function filesFacts(fileSystemId: string): Promise<FilesFacts | undefined> {
  try {
    const { MountTargets = [] } = await efs.send(new DescribeMountTargetsCommand({ FileSystemId: fileSystemId }));
    return {
      mountTargets: MountTargets.map(({ AvailabilityZoneName, LifeCycleState }) => ({
        zone: AvailabilityZoneName,
        state: LifeCycleState ?? 'unknown',
      })),
    };
  } catch (error) {
    if (isNamed(error, 'FileSystemNotFound')) return undefined;
    throw error;
  }
}
