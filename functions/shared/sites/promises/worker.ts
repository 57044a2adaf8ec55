import { gateWorker, type WorkerFacts, workerGroupOf } from '#domain/layers/worker.ts';
import { MissingError } from '../../errors.ts';
import { describeGroup } from '../../group-facts.ts';
import { type Promised, unplanned } from './promise.ts';

/** As many workers in service as their minimum says. */
export const workerPromise: Promised = async (spec, outputs) =>
  spec.worker ? gateWorker(spec.worker, await workerFacts(outputs.WorkerGroupName ?? workerGroupOf(spec.site))) : unplanned;

/** The workers as their group has them; undefined when there is no such group. */
async function workerFacts(group: string): Promise<WorkerFacts | undefined> {
  try {
    const { Instances = [] } = await describeGroup(group);
    return { states: Instances.map(({ LifecycleState }) => LifecycleState ?? 'unknown') };
  } catch (error) {
    if (error instanceof MissingError) return undefined;
    throw error;
  }
}
