import { DescribeAddressesCommand, type Instance, paginateDescribeInstances, paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import { paginateDescribeLoadBalancers } from '@aws-sdk/client-elastic-load-balancing-v2';
import { paginateDescribeDBClusters, paginateDescribeDBInstances } from '@aws-sdk/client-rds';
import { SITE_TAG } from '#domain/glossary.ts';
import { vcpusOf } from '#domain/prices/ec2.ts';
import type { QuotaName } from '#domain/quota-table.ts';
import { ec2 } from '../clients/ec2.ts';
import { loadBalancing } from '../clients/load-balancing.ts';
import { rds } from '../clients/rds.ts';
import { messageOf } from '../errors.ts';
import { logger } from '../logger.ts';

/** An account with more pages of one kind than this is too large to be counted while somebody waits. */
const PAGES_LIMIT = 20;
/** The families that the quotas of standard instances count. */
const STANDARD = /^[acdhimrtz]\d/;

type Tagged = { Tags?: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined };
type Count = (site: string) => Promise<number>;

/** How each quota is counted. Those without a row are not known: no API tells them in one question. */
const COUNTS: Partial<Record<QuotaName, Count>> = {
  vpcs: async (site) => (await all(paginateDescribeVpcs({ client: ec2 }, {}), ({ Vpcs }) => Vpcs)).filter(notOf(site)).length,
  elasticIps: async (site) => ((await ec2.send(new DescribeAddressesCommand({}))).Addresses ?? []).filter(notOf(site)).length,
  standardVcpus: async (site) => vcpus((await running(site)).filter(({ InstanceLifecycle }) => InstanceLifecycle !== 'spot')),
  spotVcpus: async (site) => vcpus((await running(site)).filter(({ InstanceLifecycle }) => InstanceLifecycle === 'spot')),
  loadBalancers: async (site) => {
    const balancers = await all(paginateDescribeLoadBalancers({ client: loadBalancing }, {}), ({ LoadBalancers }) => LoadBalancers);
    // They carry their tags elsewhere; a site's has the site's name.
    return balancers.filter(({ Type, LoadBalancerName }) => Type === 'application' && LoadBalancerName !== `nines-${site}`).length;
  },
  databaseInstances: async (site) => {
    const instances = await all(paginateDescribeDBInstances({ client: rds }, {}), ({ DBInstances }) => DBInstances);
    return instances.filter(({ TagList }) => notOf(site)({ Tags: TagList })).length;
  },
  databaseClusters: async (site) => {
    const clusters = await all(paginateDescribeDBClusters({ client: rds }, {}), ({ DBClusters }) => DBClusters);
    return clusters.filter(({ TagList }) => notOf(site)({ Tags: TagList })).length;
  },
};

/** How much of these quotas the account uses beside a site. What cannot be counted is left out, and so is unknown. */
export async function accountUsage(site: string, names: readonly QuotaName[]): Promise<Partial<Record<QuotaName, number>>> {
  const counted = await Promise.all(names.map(async (name) => [name, await countOf(name, site)] as const));
  return Object.fromEntries(counted.filter(([, count]) => count !== undefined));
}

async function countOf(name: QuotaName, site: string): Promise<number | undefined> {
  try {
    return await COUNTS[name]?.(site);
  } catch (error) {
    // A plan is worth having without it.
    logger.warn('What is in use is not told.', { quota: name, reason: messageOf(error) });
    return undefined;
  }
}

const notOf =
  (site: string) =>
  ({ Tags = [] }: Tagged): boolean =>
    !Tags.some(({ Key, Value }) => Key === SITE_TAG && Value === site);

async function running(site: string): Promise<Instance[]> {
  const Filters = [{ Name: 'instance-state-name', Values: ['pending', 'running'] }];
  const reservations = await all(paginateDescribeInstances({ client: ec2 }, { Filters }), ({ Reservations }) => Reservations);
  return reservations.flatMap(({ Instances = [] }) => Instances).filter(notOf(site));
}

/** The vCPUs of standard instances; an account with a type that nobody knows cannot be counted. */
function vcpus(instances: readonly Instance[]): number {
  const standard = instances.filter(({ InstanceType = '' }) => STANDARD.test(InstanceType));
  return standard.reduce((sum, { InstanceType = '', CpuOptions }) => {
    const told = (CpuOptions?.CoreCount ?? 0) * (CpuOptions?.ThreadsPerCore ?? 0);
    const count = told > 0 ? told : vcpusOf(InstanceType);
    if (count === undefined) throw new RangeError(`It is not known how many vCPUs ${InstanceType} has.`);
    return sum + count;
  }, 0);
}

async function all<Page, Item>(pages: AsyncIterable<Page>, itemsOf: (page: Page) => readonly Item[] | undefined): Promise<Item[]> {
  const items: Item[] = [];
  let read = 0;
  for await (const page of pages) {
    items.push(...(itemsOf(page) ?? []));
    read += 1;
    if (read === PAGES_LIMIT) throw new RangeError(`There are more than ${PAGES_LIMIT} pages.`);
  }
  return items;
}
