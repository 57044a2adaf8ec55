import type {
  DescribeLaunchTemplatesRequest,
  DescribeLaunchTemplatesResult,
  DescribeLaunchTemplateVersionsRequest,
  DescribeLaunchTemplateVersionsResult,
} from '@aws-sdk/client-ec2';
import type { Cloud, Operation, Properties, ResourceProvider } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { passes } from './filters.ts';
import type { Ids } from './ids.ts';
import { findTemplate, type LaunchTemplate, type LaunchTemplateData, versionOf } from './launch-templates.ts';

type Templates = Map<string, LaunchTemplate>;

/** Reads of launch templates. */
export function launchTemplateOperations(templates: Templates): Record<string, Operation> {
  return {
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
          LaunchTemplateVersions: versions.map((version) => ({
            LaunchTemplateId: template.id,
            LaunchTemplateName: template.name,
            VersionNumber: version.number,
            CreateTime: new Date(version.createdMs),
            DefaultVersion: version.number === template.defaultVersion,
            ...(version.description ? { VersionDescription: version.description } : {}),
            LaunchTemplateData: version.data as never,
          })),
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
