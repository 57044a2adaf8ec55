import type { Change, ResourceChange, ResourceChangeDetail, Tag } from '@aws-sdk/client-cloudformation';
import type { Dependencies } from './dependencies.ts';
import { resolve } from './intrinsics.ts';
import { differs, type Plan } from './plan.ts';
import { type Reference, referencesOf } from './references.ts';
import { recreationOf } from './replacement.ts';
import { mergeTags } from './resources.ts';
import type { ResourceRecord, Stack } from './stack.ts';
import type { DeletionPolicy, TemplateResource } from './template.ts';

type Replacement = 'True' | 'False' | 'Conditional';
/** What becomes of the resources that have been looked at; one that is added counts as replaced, since nobody knows its name yet. */
type Moved = Map<string, Replacement>;

/** What an update would do to each resource, as a change set lists it; `tags` are those that the stack is to have. */
export function findChanges(stack: Stack, plan: Plan, tags: readonly Tag[] = stack.tags): Change[] {
  const changes: Change[] = [];
  const moved: Moved = new Map();
  const note = (change: ResourceChange): void => void changes.push({ Type: 'Resource', ResourceChange: change });
  for (const id of inOrder(plan.dependencies)) {
    const resource = plan.template.resources[id] as TemplateResource;
    const record = stack.resources.get(id);
    if (record?.physicalId === undefined) {
      moved.set(id, 'True');
      note({ Action: 'Add', LogicalResourceId: id, ResourceType: resource.type });
      continue;
    }
    const details = detailsOf(stack, { plan, tags, moved }, record, resource);
    if (details.length === 0) continue;
    const replacement = replacementOf(details);
    moved.set(id, replacement);
    note({
      Action: 'Modify',
      LogicalResourceId: id,
      PhysicalResourceId: record.physicalId,
      ResourceType: resource.type,
      Replacement: replacement,
      ...(replacement === 'False' ? {} : { PolicyAction: POLICY_OF_REPLACED[resource.replacePolicy] }),
      Scope: [...new Set(details.flatMap(({ Target }) => Target?.Attribute ?? []))],
      Details: details,
    });
  }
  for (const record of stack.resources.values()) {
    if (plan.active.includes(record.logicalId) || record.physicalId === undefined) continue;
    note({
      Action: 'Remove',
      LogicalResourceId: record.logicalId,
      PhysicalResourceId: record.physicalId,
      ResourceType: record.type,
      PolicyAction: POLICY_OF_REMOVED[record.deletionPolicy],
    });
  }
  return changes;
}

const POLICY_OF_REMOVED = {
  Delete: 'Delete',
  Retain: 'Retain',
  RetainExceptOnCreate: 'Retain',
  Snapshot: 'Snapshot',
} as const satisfies Record<DeletionPolicy, string>;
const POLICY_OF_REPLACED = {
  Delete: 'ReplaceAndDelete',
  Retain: 'ReplaceAndRetain',
  RetainExceptOnCreate: 'ReplaceAndRetain',
  Snapshot: 'ReplaceAndSnapshot',
} as const satisfies Record<DeletionPolicy, string>;

type Wanted = { plan: Plan; tags: readonly Tag[]; moved: Moved };

function detailsOf(stack: Stack, wanted: Wanted, record: ResourceRecord, resource: TemplateResource): ResourceChangeDetail[] {
  const before = stack.template?.resources[record.logicalId];
  const names = [...new Set([...Object.keys(record.properties), ...Object.keys(resource.properties)])];
  const properties = names.flatMap((name) => {
    // Tags are compared as the resource will carry them, with those of the stack.
    if (name === 'Tags') return [];
    return propertyDetails(wanted, record, name, { before: before?.properties[name], after: resource.properties[name] });
  });
  return [...properties, ...tagDetails(stack, wanted, record, resource), ...policyDetails(before, resource)];
}

/** How one property changes: told at once where its value is known, else by which resource it depends on. */
function propertyDetails(
  { plan, moved }: Wanted,
  record: ResourceRecord,
  name: string,
  { before, after }: { before: unknown; after: unknown },
): ResourceChangeDetail[] {
  const target = { Attribute: 'Properties' as const, Name: name, RequiresRecreation: recreationOf(record.type, name) };
  const references = referencesOf(after);
  const unsure = references.filter((reference) => mayChange(reference, moved));
  if (unsure.length > 0) {
    return unsure.map(({ name: cause, attribute }) => ({
      Target: target,
      Evaluation: 'Dynamic',
      ChangeSource: attribute === undefined ? 'ResourceReference' : 'ResourceAttribute',
      CausingEntity: attribute === undefined ? cause : `${cause}.${attribute}`,
    }));
  }
  if (!differs(record.properties[name], resolve(after, plan.scope))) return [];
  if (differs(before, after)) return [{ Target: target, Evaluation: 'Static', ChangeSource: 'DirectModification' }];
  const causes = references.filter((reference) => Object.hasOwn(plan.template.parameters, reference.name));
  // What differs though neither its text nor a parameter did comes from a condition, an import or a dynamic reference.
  if (causes.length === 0) return [{ Target: target, Evaluation: 'Static', ChangeSource: 'DirectModification' }];
  return causes.map(({ name: cause }) => ({
    Target: target,
    Evaluation: 'Static',
    ChangeSource: 'ParameterReference',
    CausingEntity: cause,
  }));
}

/** A resource that changes in place keeps its name, and may change its attributes. */
function mayChange({ name, attribute }: Reference, moved: Moved): boolean {
  const fate = moved.get(name);
  return fate !== undefined && (fate !== 'False' || attribute !== undefined);
}

function tagDetails(
  stack: Stack,
  { plan, tags, moved }: Wanted,
  record: ResourceRecord,
  resource: TemplateResource,
): ResourceChangeDetail[] {
  if (referencesOf(resource.properties.Tags).some((reference) => mayChange(reference, moved))) return [];
  const own = resolve(resource.properties.Tags, plan.scope);
  if (!differs(record.tags, mergeTags({ ...stack, tags: [...tags] }, { Tags: own }))) return [];
  return [{ Target: { Attribute: 'Tags', RequiresRecreation: 'Never' }, Evaluation: 'Static', ChangeSource: 'DirectModification' }];
}

function policyDetails(before: TemplateResource | undefined, after: TemplateResource): ResourceChangeDetail[] {
  const pairs = [
    ['DeletionPolicy', before?.deletionPolicy, after.deletionPolicy],
    ['UpdateReplacePolicy', before?.replacePolicy, after.replacePolicy],
  ] as const;
  return pairs
    .filter(([, one, other]) => one !== undefined && one !== other)
    .map(([Attribute]) => ({
      Target: { Attribute, RequiresRecreation: 'Never' },
      Evaluation: 'Static',
      ChangeSource: 'DirectModification',
    }));
}

/** The hardest of what the details say; a change that is not sure to come makes a replacement that is not sure (API reference, ResourceChange). */
function replacementOf(details: readonly ResourceChangeDetail[]): Replacement {
  const isSure = ({ Target, Evaluation }: ResourceChangeDetail) => Target?.RequiresRecreation === 'Always' && Evaluation === 'Static';
  if (details.some(isSure)) return 'True';
  return details.some(({ Target }) => Target?.RequiresRecreation !== 'Never') ? 'Conditional' : 'False';
}

function inOrder(dependencies: Dependencies): string[] {
  const ordered = new Set<string>();
  const visit = (id: string): void => {
    if (ordered.has(id)) return;
    for (const before of dependencies.get(id) ?? []) visit(before);
    ordered.add(id);
  };
  for (const id of dependencies.keys()) visit(id);
  return [...ordered];
}
