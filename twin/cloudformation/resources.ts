import type { Cloud, Properties, ProviderContext } from '../cloud.ts';
import { NotInTwinError } from '../errors.ts';
import type { Random } from '../random.ts';
import { physicalName } from './physical-name.ts';
import { differs, type Plan, resolveProperties } from './plan.ts';
import { trackReads } from './read-tracking.ts';
import { type ResourceRecord, type Stack, tagsOf } from './stack.ts';
import type { Statuses } from './statuses.ts';
import type { TemplateResource } from './template.ts';
import { appliedProperties } from './update-policy.ts';
import { noteWithoutEffect, readBookOf } from './without-effect.ts';

/** How a change may be taken back. */
export type Undo = () => Promise<void>;
/** What an update did to one resource: how to take it back, and what is left to clean up once all is well. */
export type ResourceUpdate = { undo: Undo; cleanUp?: Undo };

/** Makes, changes and deletes single resources through their providers. */
export class Resources {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #statuses: Statuses;

  constructor(cloud: Cloud, random: Random, statuses: Statuses) {
    this.#cloud = cloud;
    this.#random = random;
    this.#statuses = statuses;
  }

  /** Creates a resource; throws what the provider throws, after noting CREATE_FAILED. */
  async create(stack: Stack, plan: Plan, id: string): Promise<ResourceRecord> {
    const resource = plan.template.resources[id];
    if (!resource) throw new Error(`no resource ${id} in the template`);
    const record: ResourceRecord = {
      logicalId: id,
      type: resource.type,
      ref: undefined,
      attributes: {},
      properties: {},
      tags: {},
      physicalId: undefined,
      deletionPolicy: resource.deletionPolicy,
      status: 'CREATE_IN_PROGRESS',
      reason: undefined,
      changedMs: this.#cloud.clock.nowMs,
    };
    stack.resources.set(id, record);
    this.#statuses.ofResource(stack, record, 'CREATE_IN_PROGRESS');
    try {
      const properties = resolveProperties(plan, id);
      Object.assign(record, { properties, tags: mergeTags(stack, properties) });
      await this.#make(stack, record);
      // One that was cancelled meanwhile stays so until the rollback deletes it.
      if (record.status === 'CREATE_IN_PROGRESS') this.#statuses.ofResource(stack, record, 'CREATE_COMPLETE');
    } catch (error) {
      this.#statuses.ofResource(stack, record, 'CREATE_FAILED', reasonOf(error));
      throw error;
    }
    for (const key of resource.withoutEffect) noteWithoutEffect(this.#cloud, `${resource.type} ${key}`);
    return record;
  }

  /** Brings an existing resource to the plan's properties; undefined when nothing changes. */
  async update(stack: Stack, plan: Plan, record: ResourceRecord): Promise<ResourceUpdate | undefined> {
    const resource = plan.template.resources[record.logicalId];
    const properties = resolveProperties(plan, record.logicalId);
    const tags = mergeTags(stack, properties);
    record.deletionPolicy = resource?.deletionPolicy ?? 'Delete';
    if (!differs(record.properties, properties) && !differs(record.tags, tags)) return undefined;
    const before = { ...record };
    this.#statuses.ofResource(stack, record, 'UPDATE_IN_PROGRESS');
    try {
      if (resource?.type !== record.type)
        throw new Error('Update of resource type is not permitted. The new template modifies resource type.');
      const replaced = !(await this.#change(stack, record, { properties, tags }, resource));
      this.#statuses.ofResource(stack, record, 'UPDATE_COMPLETE');
      return {
        undo: () => this.#takeBack(stack, record, before, replaced ? undefined : resource),
        ...(replaced && resource.replacePolicy === 'Delete' ? { cleanUp: () => this.#deletePhysical(stack, before) } : {}),
      };
    } catch (error) {
      Object.assign(record, { ...before, status: record.status });
      this.#statuses.ofResource(stack, record, 'UPDATE_FAILED', reasonOf(error));
      throw error;
    }
  }

  /** Deletes a resource, or skips it by its policy. */
  async delete(stack: Stack, record: ResourceRecord, whileCreating = false): Promise<void> {
    const keeps = record.deletionPolicy === 'Retain' || (record.deletionPolicy === 'RetainExceptOnCreate' && !whileCreating);
    if (keeps && record.physicalId !== undefined) {
      this.#statuses.ofResource(stack, record, 'DELETE_SKIPPED');
      stack.resources.delete(record.logicalId);
      return;
    }
    this.#statuses.ofResource(stack, record, 'DELETE_IN_PROGRESS');
    try {
      // What a rollback removes never held data, so nothing is owed there.
      if (record.deletionPolicy === 'Snapshot' && !whileCreating)
        throw new NotInTwinError('DeletionPolicy Snapshot', `of ${record.logicalId}`);
      await this.#deletePhysical(stack, record);
      this.#statuses.ofResource(stack, record, 'DELETE_COMPLETE');
      stack.resources.delete(record.logicalId);
    } catch (error) {
      this.#statuses.ofResource(stack, record, 'DELETE_FAILED', reasonOf(error));
      throw error;
    }
  }

  async #make(stack: Stack, record: ResourceRecord): Promise<void> {
    const provider = this.#cloud.provider(record.type);
    const book = readBookOf(this.#cloud, record.type);
    const properties = trackReads(record.properties, book);
    // Tags reach the provider merged with the stack's, in its context.
    for (const path of book.said) if (/^Tags(\.|$)/.test(path)) book.read.add(path);
    const made = await provider.create(properties, this.#contextOf(stack, record));
    record.physicalId = made.physicalId;
    record.ref = made.ref ?? made.physicalId;
    record.attributes = made.attributes ?? {};
  }

  /** Answers whether the change was made in place; otherwise the record is a new physical resource. */
  async #change(
    stack: Stack,
    record: ResourceRecord,
    wanted: { properties: Properties; tags: Record<string, string> },
    { updatePolicy, replacePolicy }: TemplateResource,
  ): Promise<boolean> {
    const provider = this.#cloud.provider(record.type);
    const previous = record.properties;
    Object.assign(record, wanted);
    const applied = appliedProperties(record.type, updatePolicy, wanted.properties, previous);
    const changed = await provider.update?.(record.physicalId as string, applied, previous, this.#contextOf(stack, record));
    if (changed !== undefined && changed !== 'replace') {
      if (changed.ref !== undefined) record.ref = changed.ref;
      record.attributes = { ...record.attributes, ...changed.attributes };
      return true;
    }
    if (!differs(previous, wanted.properties)) {
      // Tags alone never replace a resource; a provider that cannot change them leaves them as they are.
      noteWithoutEffect(this.#cloud, `${record.type} stack tags on update`);
      return true;
    }
    if (replacePolicy === 'Snapshot') throw new NotInTwinError('UpdateReplacePolicy Snapshot', `of ${record.logicalId}`);
    await this.#make(stack, record);
    return false;
  }

  /** `changed` is what was changed in place; of a replacement only the new one has to go. */
  async #takeBack(stack: Stack, record: ResourceRecord, before: ResourceRecord, changed: TemplateResource | undefined): Promise<void> {
    this.#statuses.ofResource(stack, record, 'UPDATE_IN_PROGRESS');
    const now = { ...record };
    if (changed) {
      const provider = this.#cloud.provider(record.type);
      const applied = appliedProperties(record.type, changed.updatePolicy, before.properties, now.properties);
      await provider.update?.(record.physicalId as string, applied, now.properties, this.#contextOf(stack, before));
    }
    Object.assign(record, { ...before, status: record.status });
    if (!changed) await this.#deletePhysical(stack, now);
    this.#statuses.ofResource(stack, record, 'UPDATE_COMPLETE');
  }

  async #deletePhysical(stack: Stack, record: ResourceRecord): Promise<void> {
    if (record.physicalId === undefined) return;
    await this.#cloud.provider(record.type).delete(record.physicalId, record.properties, this.#contextOf(stack, record));
  }

  #contextOf(stack: Stack, record: ResourceRecord): ProviderContext {
    return {
      stackName: stack.name,
      stackId: stack.id,
      logicalId: record.logicalId,
      tags: {
        ...record.tags,
        'aws:cloudformation:stack-name': stack.name,
        'aws:cloudformation:stack-id': stack.id,
        'aws:cloudformation:logical-id': record.logicalId,
      },
      principal: stack.principal,
      newName: (maxLength) => physicalName(this.#random, stack.name, record.logicalId, maxLength),
    };
  }
}

/** The text of an error as stack events show it. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Resources write their tags as a list of keys and values, or as a map. */
export function mergeTags(stack: Pick<Stack, 'tags'>, properties: Properties): Record<string, string> {
  const own = properties.Tags as unknown;
  const listed = Array.isArray(own)
    ? Object.fromEntries(own.map((tag: { Key: string; Value: string }) => [tag.Key, String(tag.Value)]))
    : ((own ?? {}) as Record<string, string>);
  return { ...tagsOf(stack), ...listed };
}
