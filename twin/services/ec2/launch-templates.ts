import { AwsError } from '../../errors.ts';

/** What an instance is launched with, as far as it changes what the twin shows. */
export type LaunchTemplateData = {
  ImageId?: string;
  InstanceType?: string;
  UserData?: string;
  SecurityGroupIds?: string[];
  Monitoring?: { Enabled?: boolean | string };
  IamInstanceProfile?: { Arn?: string; Name?: string };
  NetworkInterfaces?: { Groups?: string[]; AssociatePublicIpAddress?: boolean }[];
  TagSpecifications?: { ResourceType?: string; Tags?: { Key?: string; Value?: string }[] }[];
  [other: string]: unknown;
};

export type LaunchTemplateVersion = { number: number; createdMs: number; description?: string; data: LaunchTemplateData };

export type LaunchTemplate = {
  readonly id: string;
  readonly name: string;
  readonly createdMs: number;
  tags: Readonly<Record<string, string>>;
  defaultVersion: number;
  readonly versions: LaunchTemplateVersion[];
};

/** Finds a template by id or name. */
export function findTemplate(
  templates: ReadonlyMap<string, LaunchTemplate>,
  wanted: { LaunchTemplateId?: string | undefined; LaunchTemplateName?: string | undefined },
): LaunchTemplate {
  const byId = wanted.LaunchTemplateId === undefined ? undefined : templates.get(wanted.LaunchTemplateId);
  const found = byId ?? [...templates.values()].find((template) => template.name === wanted.LaunchTemplateName);
  if (found) return found;
  const [shape, what] = wanted.LaunchTemplateId
    ? ['InvalidLaunchTemplateId.NotFound', `launch template with ID '${wanted.LaunchTemplateId}'`]
    : ['InvalidLaunchTemplateName.NotFoundException', `launch template, with template name ${wanted.LaunchTemplateName}`];
  throw new AwsError(shape, `The specified ${what}, does not exist.`);
}

/** Resolves `$Latest`, `$Default`, a number or nothing (the default version). */
export function versionOf(template: LaunchTemplate, version: string | undefined): LaunchTemplate['versions'][number] {
  const wanted =
    version === '$Latest' ? template.versions.length : Number(!version || version === '$Default' ? template.defaultVersion : version);
  const found = template.versions.find((candidate) => candidate.number === wanted);
  if (!found)
    throw new AwsError('InvalidLaunchTemplateId.VersionNotFound', `Could not find launch template version ${version} for ${template.id}.`);
  return found;
}
