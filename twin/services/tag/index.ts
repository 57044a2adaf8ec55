import type { GetResourcesCommandInput, TagFilter } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Cloud, ServiceModule, TaggedResource } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { tagList } from '../../tags.ts';

/** Limits of one call (API reference: GetResources). */
const MAX_PER_PAGE = 100;
const MAX_FILTERS = 50;
const GET = 'TagFilters ResourceTypeFilters ResourcesPerPage PaginationToken ResourceARNList';

/**
 * Resource Groups Tagging API over whatever services expose `taggedResources()`. It answers only what has tags, as AWS does.
 * `resources` lists everything with its `billable` mark, for whoever checks what a teardown left behind.
 */
export function createTag(_: Cloud, modules: () => readonly ServiceModule[]): ServiceModule & { resources(): TaggedResource[] } {
  return {
    name: 'tag',
    operations: {
      GetResources: taking('tag:GetResources', GET, (input) => getResources(collectResources(modules()), input)),
      GetTagKeys: taking('tag:GetTagKeys', '', () => ({
        TagKeys: [...new Set(collectResources(modules()).flatMap(({ tags }) => Object.keys(tags)))].sort(),
      })),
    },
    resources: () => collectResources(modules()),
  };
}

/** All resources of the services that joined, in the order of their ARNs. */
function collectResources(modules: readonly ServiceModule[]): TaggedResource[] {
  const all = modules.flatMap((module) => module.taggedResources?.() ?? []);
  return all.sort((a, b) => (a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0));
}

function getResources(all: readonly TaggedResource[], input: GetResourcesCommandInput): object {
  const { TagFilters: filters = [], ResourceTypeFilters: types = [], ResourceARNList: arns } = input;
  if (filters.length > MAX_FILTERS) throw new AwsError('InvalidParameterException', `TagFilters can have at most ${MAX_FILTERS} keys`);
  if (arns && (filters.length > 0 || types.length > 0)) {
    throw new AwsError('InvalidParameterException', 'ResourceARNList can not be combined with TagFilters or ResourceTypeFilters');
  }
  const perPage = Math.min(input.ResourcesPerPage ?? MAX_PER_PAGE, MAX_PER_PAGE);
  const after = input.PaginationToken ? Buffer.from(input.PaginationToken, 'base64').toString() : '';
  const found = all.filter(
    (resource) =>
      resource.arn > after &&
      Object.keys(resource.tags).length > 0 &&
      (!arns || arns.includes(resource.arn)) &&
      filters.every((filter) => meets(resource, filter)) &&
      (types.length === 0 || types.some((type) => isOfType(resource.arn, type))),
  );
  const page = found.slice(0, perPage);
  const last = page.at(-1);
  return {
    ResourceTagMappingList: page.map(({ arn, tags }) => ({
      ResourceARN: arn,
      Tags: tagList(tags),
    })),
    PaginationToken: found.length > page.length && last ? Buffer.from(last.arn).toString('base64') : '',
  };
}

/** Values of one key are alternatives; no values mean that the key is enough. */
function meets({ tags }: TaggedResource, { Key: key = '', Values: values = [] }: TagFilter): boolean {
  const value = tags[key];
  return value !== undefined && (values.length === 0 || values.includes(value));
}

/** `service` or `service:type`, where the type is the ARN's resource up to `/` or `:` (a bucket's ARN has none). */
function isOfType(arn: string, filter: string): boolean {
  const [service, type] = filter.split(':');
  const [, , arnService, , , ...rest] = arn.split(':');
  if (arnService !== service) return false;
  return type === undefined || rest.join(':').split(/[:/]/)[0] === type || (service === 's3' && type === 'bucket');
}
