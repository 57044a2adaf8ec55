import type { Cloud, Properties } from '../cloud.ts';
import { type Dependencies, findDependencies } from './dependencies.ts';
import { holds, resolve } from './intrinsics.ts';
import type { Scope } from './scope.ts';
import type { Stack } from './stack.ts';
import { invalid, type Template } from './template.ts';

/** A template and its parameters, checked against the account and ready to be made. */
export type Plan = {
  readonly template: Template;
  /** Resources whose condition holds, in template order. */
  readonly active: readonly string[];
  readonly dependencies: Dependencies;
  readonly scope: Scope;
  readonly imports: Set<string>;
};

/** Checks everything that CloudFormation checks before it begins: rules, conditions, types, references, circles. */
export function makePlan(
  cloud: Cloud,
  stack: Stack,
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
  exported: (name: string) => unknown,
): Plan {
  const imports = new Set<string>();
  const scope: Scope = {
    cloud,
    template,
    parameters,
    stackName: stack.name,
    stackId: stack.id,
    notificationArns: stack.notificationArns,
    resource: (id) => (stack.resources.get(id)?.physicalId === undefined ? undefined : stack.resources.get(id)),
    exported: (name) => {
      imports.add(name);
      return exported(name);
    },
  };
  checkRules(template, scope);
  const active = Object.entries(template.resources)
    .filter(([, resource]) => resource.condition === undefined || holds(resource.condition, scope))
    .map(([id]) => id);
  for (const id of active) cloud.provider(template.resources[id]?.type as string);
  return { template, active, scope, imports, dependencies: findDependencies(template, active, scope) };
}

/** The properties of a resource with every function replaced. */
export function resolveProperties(plan: Plan, id: string): Properties {
  return resolve(plan.template.resources[id]?.properties ?? {}, plan.scope) as Properties;
}

/** Whether two resolved values are different. */
export const differs = (one: unknown, other: unknown): boolean => canonical(one) !== canonical(other);

/** A value as one text, whatever the order of its members. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`;
}

function checkRules(template: Template, scope: Scope): void {
  for (const [name, rule] of Object.entries(template.rules)) {
    if (rule.RuleCondition !== undefined && resolve(rule.RuleCondition, scope) !== true) continue;
    const broken = rule.Assertions.filter((assertion) => resolve(assertion.Assert, scope) !== true);
    if (broken.length > 0) {
      const said = broken.map((assertion) => assertion.AssertDescription ?? name).join(', ');
      throw invalid(`Template validation error: Rule ${name} failed: ${said}`);
    }
  }
}
