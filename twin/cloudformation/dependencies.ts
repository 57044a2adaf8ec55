import { referencesOf } from './references.ts';
import { pseudoParameter, type Scope } from './scope.ts';
import { invalid, type Template } from './template.ts';

/** For each resource that is to be made, the resources that must be there before it. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/** Finds DependsOn and what Ref, GetAtt and Sub imply; refuses names that nobody has and circles. */
export function findDependencies(template: Template, active: readonly string[], scope: Scope): Dependencies {
  const wanted = new Set(active);
  const unresolved = new Set<string>();
  const dependencies = new Map<string, readonly string[]>();
  for (const id of active) {
    const resource = template.resources[id];
    if (!resource) continue;
    const names = new Set(resource.dependsOn);
    for (const { name } of referencesOf(resource.properties)) names.add(name);
    const before: string[] = [];
    for (const name of names) {
      if (pseudoParameter(name, scope) !== undefined || Object.hasOwn(template.parameters, name)) continue;
      if (!Object.hasOwn(template.resources, name)) unresolved.add(name);
      // A dependency whose condition is false does not exist, which only matters if its value is really used.
      else if (wanted.has(name) && name !== id) before.push(name);
    }
    dependencies.set(id, before);
  }
  if (unresolved.size > 0) {
    throw invalid(
      `Template format error: Unresolved resource dependencies [${[...unresolved].join(', ')}] in the Resources block of the template`,
    );
  }
  refuseCircles(dependencies);
  return dependencies;
}

/** The same graph, read backwards: what must be gone before each. */
export function reversed(dependencies: Dependencies): Dependencies {
  const backwards = new Map<string, string[]>([...dependencies.keys()].map((id) => [id, []]));
  for (const [id, before] of dependencies) for (const name of before) backwards.get(name)?.push(id);
  return backwards;
}

function refuseCircles(dependencies: Dependencies): void {
  const left = new Map([...dependencies].map(([id, before]) => [id, new Set(before)]));
  for (let progress = true; progress; ) {
    progress = false;
    for (const [id, before] of left) {
      for (const name of before) if (!left.has(name)) before.delete(name);
      if (before.size > 0) continue;
      left.delete(id);
      progress = true;
    }
  }
  if (left.size > 0) throw invalid(`Circular dependency between resources: [${[...left.keys()].sort().join(', ')}]`);
}
