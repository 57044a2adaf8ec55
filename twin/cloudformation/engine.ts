import type { Cloud } from '../cloud.ts';
import type { Random } from '../random.ts';
import { reversed } from './dependencies.ts';
import { resolveOutputs } from './outputs.ts';
import type { Plan } from './plan.ts';
import { Resources, type ResourceUpdate, reasonOf, type Undo } from './resources.ts';
import { runGraph } from './run-graph.ts';
import type { ResourceRecord, Stack } from './stack.ts';
import { Statuses } from './statuses.ts';

/** Plays stacks through their lives in virtual time: side by side where the dependencies allow it, backwards on failure. */
export class Engine {
  readonly statuses: Statuses;
  readonly #cloud: Cloud;
  readonly #resources: Resources;
  readonly #stacks: () => Iterable<Stack>;
  /** Creations that are under way: a deletion in their midst waits for what their services have begun. */
  readonly #creating = new Map<Stack, Promise<string | undefined>>();
  readonly #interrupted = new Set<Stack>();

  constructor(cloud: Cloud, random: Random, stacks: () => Iterable<Stack>) {
    this.#cloud = cloud;
    this.statuses = new Statuses(cloud, random);
    this.#resources = new Resources(cloud, random, this.statuses);
    this.#stacks = stacks;
  }

  /** Creates everything; on a failure does what the request said. Ends with a final status, never by throwing. */
  async create(stack: Stack, plan: Plan): Promise<void> {
    this.#adopt(stack, plan);
    this.statuses.ofStack(stack, 'CREATE_IN_PROGRESS', 'User Initiated');
    const creation = this.#createAll(stack, plan);
    this.#creating.set(stack, creation);
    const failures = await creation;
    this.#creating.delete(stack);
    if (this.#interrupted.has(stack)) return;
    if (failures === undefined) {
      this.statuses.ofStack(stack, 'CREATE_COMPLETE');
      return;
    }
    if (stack.onFailure === 'DO_NOTHING') {
      this.statuses.ofStack(stack, 'CREATE_FAILED', failures);
      return;
    }
    if (stack.onFailure === 'DELETE') return this.delete(stack, failures);
    this.statuses.ofStack(stack, 'ROLLBACK_IN_PROGRESS', `${failures} Rollback requested by user.`);
    const stuck = await this.#deleteAll(stack, true);
    this.statuses.ofStack(stack, stuck ? 'ROLLBACK_FAILED' : 'ROLLBACK_COMPLETE', stuck);
  }

  /** Updates by difference, and takes everything back when one change fails. */
  async update(stack: Stack, plan: Plan, settings: Partial<Stack>): Promise<void> {
    const before = snapshot(stack);
    Object.assign(stack, settings);
    this.#adopt(stack, plan);
    stack.updatedMs = this.#cloud.clock.nowMs;
    this.statuses.ofStack(stack, 'UPDATE_IN_PROGRESS', 'User Initiated');
    const undos: Undo[] = [];
    const cleanUps: Undo[] = [];
    const failures = await this.#updateAll(stack, plan, undos, cleanUps);
    if (failures === undefined) {
      this.statuses.ofStack(stack, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await this.#cleanUp(stack, plan, cleanUps);
      this.statuses.ofStack(stack, 'UPDATE_COMPLETE');
      return;
    }
    this.statuses.ofStack(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', failures);
    Object.assign(stack, before);
    for (const undo of undos.reverse()) {
      try {
        await undo();
      } catch (error) {
        this.statuses.ofStack(stack, 'UPDATE_ROLLBACK_FAILED', reasonOf(error));
        return;
      }
    }
    this.statuses.ofStack(stack, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    this.statuses.ofStack(stack, 'UPDATE_ROLLBACK_COMPLETE');
  }

  /** Deletes in the reverse order of dependencies. */
  async delete(stack: Stack, reason = 'User Initiated'): Promise<void> {
    this.statuses.ofStack(stack, 'DELETE_IN_PROGRESS', reason);
    const creation = this.#creating.get(stack);
    if (creation) {
      this.#interrupted.add(stack);
      this.#cancelOthers(stack, '');
      await creation;
    }
    const stuck = await this.#deleteAll(stack, false);
    if (stuck) {
      this.statuses.ofStack(stack, 'DELETE_FAILED', stuck);
      return;
    }
    stack.deletedMs = this.#cloud.clock.nowMs;
    this.statuses.ofStack(stack, 'DELETE_COMPLETE');
  }

  #adopt(stack: Stack, plan: Plan): void {
    stack.template = plan.template;
    stack.dependencies = plan.dependencies;
    stack.imports = plan.imports;
  }

  /** Answers why it failed, or undefined. */
  async #createAll(stack: Stack, plan: Plan): Promise<string | undefined> {
    const failed: string[] = [];
    await runGraph(
      plan.dependencies,
      async (id) => {
        try {
          await this.#resources.create(stack, plan, id);
          return 'done';
        } catch {
          if (failed.length === 0) this.#cancelOthers(stack, id);
          failed.push(id);
          return 'failed';
        }
      },
      () => failed.length === 0 && !this.#interrupted.has(stack),
    );
    if (this.#interrupted.has(stack)) return undefined;
    if (failed.length > 0) return `The following resource(s) failed to create: [${failed.join(', ')}].`;
    return this.#finish(stack, plan);
  }

  /** What is still being made says that it was cancelled; it is deleted once its service has finished it. */
  #cancelOthers(stack: Stack, failedId: string): void {
    for (const record of stack.resources.values()) {
      if (record.logicalId !== failedId && record.status === 'CREATE_IN_PROGRESS') {
        this.statuses.ofResource(stack, record, 'CREATE_FAILED', 'Resource creation cancelled');
      }
    }
  }

  async #updateAll(stack: Stack, plan: Plan, undos: Undo[], cleanUps: Undo[]): Promise<string | undefined> {
    const failed: string[] = [];
    const keep = (update: ResourceUpdate | undefined): void => {
      if (update) undos.push(update.undo);
      if (update?.cleanUp) cleanUps.push(update.cleanUp);
    };
    await runGraph(
      plan.dependencies,
      async (id) => {
        const record = stack.resources.get(id);
        try {
          if (record?.physicalId !== undefined) keep(await this.#resources.update(stack, plan, record));
          else {
            undos.push(() => this.#removeIfMade(stack, id));
            await this.#resources.create(stack, plan, id);
          }
          return 'done';
        } catch {
          failed.push(id);
          return 'failed';
        }
      },
      () => failed.length === 0,
    );
    if (failed.length > 0) return `The following resource(s) failed to update: [${failed.join(', ')}].`;
    return this.#finish(stack, plan);
  }

  async #removeIfMade(stack: Stack, id: string): Promise<void> {
    const record = stack.resources.get(id);
    if (record) await this.#resources.delete(stack, record, true);
  }

  async #cleanUp(stack: Stack, plan: Plan, cleanUps: Undo[]): Promise<void> {
    const removed = [...stack.resources.values()].filter((record) => !plan.active.includes(record.logicalId));
    // What cannot be cleaned up is left behind with its event, and the stack is complete all the same.
    for (const record of removed.reverse()) await this.#resources.delete(stack, record).catch(() => undefined);
    for (const cleanUp of cleanUps.reverse()) await cleanUp().catch(() => undefined);
  }

  #finish(stack: Stack, plan: Plan): string | undefined {
    try {
      stack.outputs = resolveOutputs(plan, stack, this.#stacks());
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  /** Answers what could not be deleted, or undefined. */
  async #deleteAll(stack: Stack, whileCreating: boolean): Promise<string | undefined> {
    const failed: string[] = [];
    const known = new Map([...stack.dependencies].filter(([id]) => stack.resources.has(id)));
    for (const [id, before] of known)
      known.set(
        id,
        before.filter((name) => known.has(name)),
      );
    for (const id of stack.resources.keys()) if (!known.has(id)) known.set(id, []);
    await runGraph(reversed(known), async (id) => {
      try {
        await this.#resources.delete(stack, stack.resources.get(id) as ResourceRecord, whileCreating);
        return 'done';
      } catch {
        failed.push(id);
        return 'failed';
      }
    });
    return failed.length > 0 ? `The following resource(s) failed to delete: [${failed.join(', ')}].` : undefined;
  }
}

/** What an update that failed gives back to the stack; resources are taken back one by one. */
function snapshot(stack: Stack): Partial<Stack> {
  const { template, dependencies, imports, outputs, parameters, rawParameters, tags, capabilities } = stack;
  return { template, dependencies, imports, outputs, parameters, rawParameters, tags, capabilities };
}
