import type { Resource, Template } from './project.ts';

export type Statement = { Effect: string; Action: string | string[]; Resource?: unknown; Principal?: unknown; Condition?: unknown };

type Document = { Statement: Statement[] };

/** Every policy document in a resource, wherever it stands, without those that say who may take a role. */
const documentsIn = (value: unknown, key = ''): Document[] => {
  if (Array.isArray(value)) return value.flatMap((item) => documentsIn(item));
  if (value === null || typeof value !== 'object') return [];
  if (key === 'PolicyDocument') return [value as Document];
  return Object.entries(value).flatMap(([name, inner]) => documentsIn(inner, name));
};

/** The statements of a resource. */
export const statementsOf = (resource: Resource): Statement[] => documentsIn(resource.Properties).flatMap((document) => document.Statement);

export const actionsOf = (statement: Statement): string[] => [statement.Action].flat();

/** The resources of a type, by logical id. */
export const ofType = (template: Template, type: string): [string, Resource][] =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

/** The properties of a resource, typed by the caller who knows the type. */
export const propertiesOf = <T>(resource: Resource): T => (resource.Properties ?? {}) as T;
