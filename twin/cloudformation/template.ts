import { AwsError, NotInTwinError } from '../errors.ts';
import { policyWithoutEffect } from './update-policy.ts';

/** What CloudFormation answers when a template, a parameter or a request cannot be. */
export const invalid = (message: string): AwsError => new AwsError('ValidationError', message);

export type DeletionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate' | 'Snapshot';

/** One resource as the template writes it; `properties` still holds intrinsic functions. */
export type TemplateResource = {
  readonly type: string;
  readonly properties: Record<string, unknown>;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
  readonly deletionPolicy: DeletionPolicy;
  readonly replacePolicy: DeletionPolicy;
  readonly updatePolicy?: Readonly<Record<string, unknown>>;
  /** Attributes beside the properties that change nothing in the twin, e.g. UpdatePolicy.AutoScalingRollingUpdate. */
  readonly withoutEffect: readonly string[];
};

export type TemplateParameter = Readonly<Record<string, unknown>> & { readonly Type: string };
export type TemplateOutput = {
  readonly Value: unknown;
  readonly Description?: string;
  readonly Condition?: string;
  readonly Export?: { Name: unknown };
};
export type TemplateRule = {
  readonly RuleCondition?: unknown;
  readonly Assertions: readonly { Assert: unknown; AssertDescription?: string }[];
};

/** A template, read and checked for its form. */
export type Template = {
  readonly body: string;
  readonly description?: string;
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
  readonly mappings: Readonly<Record<string, Record<string, Record<string, unknown>>>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly rules: Readonly<Record<string, TemplateRule>>;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, TemplateOutput>>;
};

const SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Rules',
  'Resources',
  'Outputs',
]);
const REFUSED_SECTIONS = new Set(['Transform', 'Hooks']);
const RESOURCE_KEYS = new Set([
  'Type',
  'Properties',
  'DependsOn',
  'Condition',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'UpdatePolicy',
  'Metadata',
]);

/** Reads a JSON template; throws ValidationError for what CloudFormation refuses and NotInTwinError for what the twin lacks. */
export function readTemplate(body: string): Template {
  const json = parse(body);
  for (const section of Object.keys(json)) {
    if (REFUSED_SECTIONS.has(section)) throw new NotInTwinError(`the template section ${section}`);
    if (!SECTIONS.has(section)) throw invalid(`Invalid template property or properties [${section}]`);
  }
  const resources = Object.entries((json.Resources ?? {}) as Record<string, Record<string, unknown>>);
  if (resources.length === 0) throw invalid('Template format error: At least one Resources member must be defined.');
  return {
    body,
    ...(typeof json.Description === 'string' ? { description: json.Description } : {}),
    parameters: (json.Parameters ?? {}) as Template['parameters'],
    mappings: (json.Mappings ?? {}) as Template['mappings'],
    conditions: (json.Conditions ?? {}) as Template['conditions'],
    rules: (json.Rules ?? {}) as Template['rules'],
    resources: Object.fromEntries(resources.map(([id, resource]) => [id, readResource(id, resource)])),
    outputs: (json.Outputs ?? {}) as Template['outputs'],
  };
}

function parse(body: string): Record<string, unknown> {
  try {
    const json = JSON.parse(body) as unknown;
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>;
  } catch (cause) {
    if (/^\s*\{/.test(body))
      throw new AwsError('ValidationError', `Template format error: JSON not well-formed. ${(cause as Error).message}`);
    throw new NotInTwinError('templates that are not JSON', 'synthesize them with the CDK');
  }
  throw invalid('Template format error: unsupported structure.');
}

function readResource(id: string, resource: Record<string, unknown>): TemplateResource {
  if (!/^[A-Za-z0-9]+$/.test(id)) throw invalid(`Template format error: Resource name ${id} is non alphanumeric.`);
  if (typeof resource.Type !== 'string')
    throw invalid(`Template format error: [/Resources/${id}] Every Resources object must contain a Type member.`);
  for (const key of Object.keys(resource)) {
    if (!RESOURCE_KEYS.has(key)) throw new NotInTwinError(`the resource attribute ${key}`, `of ${id} (${resource.Type})`);
  }
  const dependsOn = resource.DependsOn ?? [];
  const updatePolicy = resource.UpdatePolicy as Record<string, unknown> | undefined;
  return {
    type: resource.Type,
    properties: (resource.Properties ?? {}) as Record<string, unknown>,
    dependsOn: typeof dependsOn === 'string' ? [dependsOn] : (dependsOn as string[]),
    ...(typeof resource.Condition === 'string' ? { condition: resource.Condition } : {}),
    deletionPolicy: readPolicy(id, 'DeletionPolicy', resource.DeletionPolicy),
    replacePolicy: readPolicy(id, 'UpdateReplacePolicy', resource.UpdateReplacePolicy),
    ...(updatePolicy ? { updatePolicy } : {}),
    withoutEffect: policyWithoutEffect(updatePolicy),
  };
}

function readPolicy(id: string, name: string, policy: unknown): DeletionPolicy {
  if (policy === undefined) return 'Delete';
  if (policy === 'Delete' || policy === 'Retain' || policy === 'RetainExceptOnCreate') return policy;
  // A snapshot that is promised and not taken would be the worst kind of lie: the promise is refused when it would fall due.
  if (policy === 'Snapshot') return policy;
  throw invalid(`Template format error: Unrecognized ${name} ${String(policy)} for resource ${id}`);
}
