import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SITE_TAG } from '#domain/glossary.ts';
import { globalTagging, tagging } from '../clients/tagging.ts';

/** A page of the tagging API has 100 resources; a site has fewer than two hundred. */
const PAGES_LIMIT = 20;
/** What has no region (distributions, health checks) is told here alone. */
const GLOBAL_REGION = 'us-east-1';

/** Everything that is tagged as a site's, in its region and in none. */
export async function taggedArns(site: string): Promise<string[]> {
  const own = await arnsOf(tagging, site);
  return (await tagging.config.region()) === GLOBAL_REGION ? own : [...new Set([...own, ...(await arnsOf(globalTagging, site))])];
}

async function arnsOf(client: ResourceGroupsTaggingAPIClient, site: string): Promise<string[]> {
  const arns: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < PAGES_LIMIT; page += 1) {
    const answer = await client.send(
      new GetResourcesCommand({ TagFilters: [{ Key: SITE_TAG, Values: [site] }], ...(token ? { PaginationToken: token } : {}) }),
    );
    arns.push(...(answer.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
    token = answer.PaginationToken || undefined;
    if (!token) return arns;
  }
  throw new RangeError(`The site ${site} has more than ${PAGES_LIMIT} pages of tagged resources.`);
}
