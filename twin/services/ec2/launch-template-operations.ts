import type {
  LaunchTemplateVersion as ApiVersion,
  CreateLaunchTemplateVersionRequest,
  CreateLaunchTemplateVersionResult,
  DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplatesResult,
  DescribeLaunchTemplateVersionsRequest,
  DescribeLaunchTemplateVersionsResult,
} from '@aws-sdk/client-ec2';
import type { Cloud, Operation, Properties, ResourceProvider } from '../../cloud.ts';
import { given } from '../../properties.ts';
import { taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { passes } from './filters.ts';
import type { Ids } from './ids.ts';
import { findTemplate, type LaunchTemplate, type LaunchTemplateData, type LaunchTemplateVersion, versionOf } from './launch-templates.ts';

type Templates = Map<string, LaunchTemplate>;

/** Launch templates: new versions, and reads. */
export function launchTemplateOperations(cloud: Cloud, templates: Templates): Record<string, Operation> {
  /** What a client token has made: the same token again answers the same version. */
  const byToken = new Map<string, LaunchTemplateVersion>();
  return {
    CreateLaunchTemplateVersion: taking(
      'ec2:CreateLaunchTemplateVersion',
      'LaunchTemplateId LaunchTemplateName SourceVersion VersionDescription LaunchTemplateData ClientToken',
      (input: CreateLaunchTemplateVersionRequest): CreateLaunchTemplateVersionResult => {
        const template = findTemplate(templates, input);
        const source = input.SourceVersion === undefined ? {} : versionOf(template, input.SourceVersion).data;
        const made: LaunchTemplateVersion = byToken.get(input.ClientToken ?? '') ?? {
          number: template.versions.length + 1,
          createdMs: cloud.clock.nowMs,
          // What is not given is the source's; what is given replaces it whole.
          data: { ...source, ...(given(input.LaunchTemplateData ?? {}) as LaunchTemplateData) },
          ...(input.VersionDescription === undefined ? {} : { description: input.VersionDescription }),
        };
        if (input.ClientToken) byToken.set(input.ClientToken, made);
        if (!template.versions.includes(made)) template.versions.push(made);
        return { LaunchTemplateVersion: describeVersion(template, made) };
      },
    ),
    DescribeLaunchTemplates: taking(
      'ec2:DescribeLaunchTemplates',
      'LaunchTemplateIds LaunchTemplateNames Filters',
      (input: DescribeLaunchTemplatesRequest): DescribeLaunchTemplatesResult => {
        const named = [
          ...(input.LaunchTemplateIds ?? []).map((id) => findTemplate(templates, { LaunchTemplateId: id })),
          ...(input.LaunchTemplateNames ?? []).map((name) => findTemplate(templates, { LaunchTemplateName: name })),
        ];
        const asked = input.LaunchTemplateIds || input.LaunchTemplateNames ? named : [...templates.values()];
        const chosen = asked.filter((template) => passes(input.Filters, { 'launch-template-name': [template.name] }, template.tags));
        return { LaunchTemplates: chosen.map(describeTemplate) };
      },
    ),
    DescribeLaunchTemplateVersions: taking(
      'ec2:DescribeLaunchTemplateVersions',
      'LaunchTemplateId LaunchTemplateName Versions',
      (input: DescribeLaunchTemplateVersionsRequest): DescribeLaunchTemplateVersionsResult => {
        const template = findTemplate(templates, input);
        const versions = input.Versions ? input.Versions.map((version) => versionOf(template, version)) : template.versions;
        return {
          LaunchTemplateVersions: versions.map((version) => describeVersion(template, version)),
        };
      },
    ),
  };
}

/** AWS::EC2::LaunchTemplate: a change of its data is a new version. */
export function launchTemplateProvider(cloud: Cloud, templates: Templates, ids: Ids): ResourceProvider {
  const attributes = (template: LaunchTemplate): Properties => ({
    LaunchTemplateId: template.id,
    LatestVersionNumber: String(template.versions.length),
    DefaultVersionNumber: String(template.defaultVersion),
  });
  const addVersion = (template: LaunchTemplate, properties: Properties): void => {
    const data = properties.LaunchTemplateData as LaunchTemplateData;
    const description = properties.VersionDescription === undefined ? {} : { description: String(properties.VersionDescription) };
    template.versions.push({ number: template.versions.length + 1, createdMs: cloud.clock.nowMs, data, ...description });
  };
  return {
    type: 'AWS::EC2::LaunchTemplate',
    create(properties, context) {
      const template: LaunchTemplate = {
        id: ids.next('lt'),
        name: String(properties.LaunchTemplateName ?? context.newName(128)),
        createdMs: cloud.clock.nowMs,
        tags: templateTags(properties, context.tags),
        defaultVersion: 1,
        versions: [],
      };
      addVersion(template, properties);
      templates.set(template.id, template);
      return { physicalId: template.id, attributes: attributes(template) };
    },
    update(physicalId, properties, previous, context) {
      if (properties.LaunchTemplateName !== previous.LaunchTemplateName) return 'replace';
      const template = findTemplate(templates, { LaunchTemplateId: physicalId });
      template.tags = templateTags(properties, context.tags);
      if (JSON.stringify(properties.LaunchTemplateData) !== JSON.stringify(previous.LaunchTemplateData)) addVersion(template, properties);
      return { attributes: attributes(template) };
    },
    delete: (physicalId) => {
      templates.delete(physicalId);
    },
  };
}

function templateTags(properties: Properties, tags: Readonly<Record<string, string>>): Record<string, string> {
  const own = (properties.TagSpecifications ?? []).find((spec: { ResourceType?: string }) => spec.ResourceType === 'launch-template');
  return { ...tags, ...tagRecord(own?.Tags) };
}

function describeVersion(template: LaunchTemplate, version: LaunchTemplateVersion): ApiVersion {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    VersionNumber: version.number,
    CreateTime: new Date(version.createdMs),
    DefaultVersion: version.number === template.defaultVersion,
    ...(version.description ? { VersionDescription: version.description } : {}),
    LaunchTemplateData: version.data as never,
  };
}

function describeTemplate(template: LaunchTemplate) {
  return {
    LaunchTemplateId: template.id,
    LaunchTemplateName: template.name,
    CreateTime: new Date(template.createdMs),
    DefaultVersionNumber: template.defaultVersion,
    LatestVersionNumber: template.versions.length,
    Tags: tagList(template.tags),
  };
}
