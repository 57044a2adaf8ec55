import type { CacheCluster, CreateCacheClusterCommandInput } from '@aws-sdk/client-elasticache';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { SubnetGroup, SubnetGroups } from '../../network/subnet-groups.ts';
import { CacheNode } from './cache-node.ts';

export type Cluster = {
  readonly id: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly nodeType: string;
  readonly engineVersion: string;
  readonly port: number;
  readonly group: SubnetGroup;
  readonly securityGroupIds: readonly string[];
  readonly crossZone: boolean;
  readonly nodes: readonly CacheNode[];
  readonly endpointName: string;
  readonly nodeName: (node: CacheNode) => string;
  readonly tags: Map<string, string>;
  status: 'creating' | 'available' | 'rebooting cache cluster nodes' | 'deleting';
};

const MEMCACHED_PORT = 11_211;
/** Nodes of one Memcached cluster (fact X5). */
const MAX_NODES = 40;
const SUFFIX_LENGTH = 6;

/** The Memcached clusters of the account. */
export class Clusters {
  readonly #cloud: Cloud;
  readonly #groups: SubnetGroups;
  readonly #random;
  readonly #suffix: string;
  readonly #clusters = new Map<string, Cluster>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(cloud: Cloud, groups: SubnetGroups) {
    this.#cloud = cloud;
    this.#groups = groups;
    this.#random = cloud.random.split('elasticache');
    this.#suffix = this.#random.hex(SUFFIX_LENGTH);
  }

  all(): Cluster[] {
    return [...this.#clusters.values()];
  }

  find(id: string | undefined): Cluster {
    const cluster = this.#clusters.get((id ?? '').toLowerCase());
    if (!cluster) throw new AwsError('CacheClusterNotFoundFault', `CacheCluster ${id} not found`, { statusCode: 404 });
    return cluster;
  }

  create(input: CreateCacheClusterCommandInput): Cluster {
    const id = (input.CacheClusterId ?? '').toLowerCase();
    if (input.Engine !== 'memcached') throw new NotInTwinError(`the cache engine ${input.Engine}`);
    if (this.#clusters.has(id)) throw new AwsError('CacheClusterAlreadyExistsFault', `Cache cluster ${id} already exists.`);
    if (!input.CacheSubnetGroupName) throw new NotInTwinError('a cache cluster without CacheSubnetGroupName');
    const group = this.#groups.find(input.CacheSubnetGroupName);
    const count = input.NumCacheNodes ?? 1;
    if (count < 1 || count > MAX_NODES)
      throw new AwsError('InvalidParameterValueException', `NumCacheNodes should be between 1 and ${MAX_NODES}`);
    const port = input.Port ?? MEMCACHED_PORT;
    const cluster = this.#build(id, group, { count, port, crossZone: input.AZMode === 'cross-az' }, input);
    this.#clusters.set(id, cluster);
    const { clock, facts } = this.#cloud;
    clock.after(facts.drawMs('elasticache.createNode', this.#random), `elasticache ${id} created`, () => this.#open(cluster));
    return cluster;
  }

  delete(id: string | undefined): Cluster {
    const cluster = this.find(id);
    if (cluster.status !== 'available') {
      throw new AwsError('InvalidCacheClusterStateFault', `Cache cluster ${cluster.id} is not in a valid state to be deleted.`);
    }
    this.#setStatus(cluster, 'deleting', 'deletion asked for');
    for (const node of cluster.nodes) node.close();
    const { clock, facts, network } = this.#cloud;
    clock.after(facts.drawMs('elasticache.delete', this.#random), `elasticache ${cluster.id} deleted`, () => {
      for (const name of [cluster.endpointName, ...cluster.nodes.map(cluster.nodeName)]) network.removeName(name);
      for (const node of cluster.nodes) this.#groups.release(node.address);
      this.#clusters.delete(cluster.id);
      this.#settled(cluster);
    });
    return cluster;
  }

  /** Nodes lose their keys and come back empty, after the time that a new node takes (X4 says only: a few minutes). */
  loseNodes(cluster: Cluster, nodeIds: readonly string[], reason: string): void {
    if (cluster.status !== 'available')
      throw new AwsError('InvalidCacheClusterStateFault', `Cache cluster ${cluster.id} is not in available state.`);
    const lost = nodeIds.map((nodeId) => {
      const node = cluster.nodes.find((candidate) => candidate.id === nodeId);
      if (!node) throw new AwsError('InvalidParameterValueException', `Cache cluster ${cluster.id} has no node ${nodeId}`);
      return node;
    });
    this.#setStatus(cluster, 'rebooting cache cluster nodes', reason);
    for (const node of lost) {
      node.lose();
      this.#cloud.journal.write('activity', { what: 'cache node', id: `${cluster.id}/${node.id}`, from: 'available', to: 'lost', reason });
    }
    const { clock, facts } = this.#cloud;
    clock.after(facts.drawMs('elasticache.createNode', this.#random), `elasticache ${cluster.id} nodes back`, () => {
      if (cluster.status === 'deleting') return;
      for (const node of lost) node.open();
      this.#setStatus(cluster, 'available', reason);
    });
  }

  /** Resolves when the cluster is available, or gone. */
  whenSettled(cluster: Cluster): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.set(cluster.id, [...(this.#waiting.get(cluster.id) ?? []), resolve]);
    });
  }

  #build(
    id: string,
    group: SubnetGroup,
    shape: { count: number; port: number; crossZone: boolean },
    input: CreateCacheClusterCommandInput,
  ): Cluster {
    const { clock, network, region } = this.#cloud;
    const zones = this.#chooseZones(group, shape, input);
    const nodes = zones.map((zone, index) => {
      const place = {
        id: String(index + 1).padStart(4, '0'),
        zone,
        address: this.#groups.takeAddress(group, zone),
        createdMs: clock.nowMs,
      };
      return new CacheNode(network, shape.port, place);
    });
    const domain = `${shortRegion(region)}.cache.amazonaws.com`;
    return {
      id,
      arn: serviceArn(this.#cloud, 'elasticache', `cluster:${id}`),
      createdMs: clock.nowMs,
      nodeType: input.CacheNodeType ?? '',
      engineVersion: input.EngineVersion ?? '',
      port: shape.port,
      group,
      securityGroupIds: input.SecurityGroupIds ?? [],
      crossZone: shape.crossZone,
      nodes,
      endpointName: `${id}.${this.#suffix}.cfg.${domain}`,
      nodeName: (node) => `${id}.${this.#suffix}.${node.id}.${domain}`,
      tags: new Map((input.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
      status: 'creating',
    };
  }

  /** Zones in turn over the group's, or all nodes in one. */
  #chooseZones(group: SubnetGroup, shape: { count: number; crossZone: boolean }, input: CreateCacheClusterCommandInput): string[] {
    const zones = [...new Set(group.subnets.map((subnet) => subnet.zone))].sort();
    if (shape.crossZone && (shape.count < 2 || zones.length < 2)) {
      throw new AwsError('InvalidParameterCombinationException', 'AZMode cross-az needs at least two nodes and subnets in two zones.');
    }
    const wanted = input.PreferredAvailabilityZones;
    if (wanted?.length) return Array.from({ length: shape.count }, (_, index) => wanted[index % wanted.length] as string);
    if (shape.crossZone) return Array.from({ length: shape.count }, (_, index) => zones[index % zones.length] as string);
    const zone = input.PreferredAvailabilityZone ?? this.#random.pick(zones);
    return Array.from({ length: shape.count }, () => zone);
  }

  #open(cluster: Cluster): void {
    const { facts, network } = this.#cloud;
    const ttlSeconds = facts.value('elasticache.endpointTtl');
    for (const node of cluster.nodes) {
      node.open();
      network.setName(cluster.nodeName(node), [node.address], ttlSeconds);
    }
    network.setName(
      cluster.endpointName,
      cluster.nodes.map((node) => node.address),
      ttlSeconds,
    );
    this.#setStatus(cluster, 'available', 'created');
    this.#settled(cluster);
  }

  #setStatus(cluster: Cluster, status: Cluster['status'], reason: string): void {
    this.#cloud.journal.write('activity', { what: 'cache', id: cluster.id, from: cluster.status, to: status, reason });
    cluster.status = status;
  }

  #settled(cluster: Cluster): void {
    for (const done of this.#waiting.get(cluster.id) ?? []) done();
    this.#waiting.delete(cluster.id);
  }
}

/** `us-east-1` as it stands in the names of cache nodes: `use1`. */
export function shortRegion(region: string): string {
  const [area = '', place = '', number = ''] = region.split('-');
  return `${area}${place.slice(0, 1)}${number}`;
}

export function describeCluster(cluster: Cluster, showNodes: boolean): CacheCluster {
  const zones = new Set(cluster.nodes.map((node) => node.zone));
  const ready = cluster.status !== 'creating';
  return {
    CacheClusterId: cluster.id,
    ARN: cluster.arn,
    CacheClusterStatus: cluster.status,
    CacheClusterCreateTime: new Date(cluster.createdMs),
    CacheNodeType: cluster.nodeType,
    Engine: 'memcached',
    EngineVersion: cluster.engineVersion,
    NumCacheNodes: cluster.nodes.length,
    CacheSubnetGroupName: cluster.group.name,
    PreferredAvailabilityZone: zones.size > 1 ? 'Multiple' : [...zones][0],
    SecurityGroups: cluster.securityGroupIds.map((id) => ({ SecurityGroupId: id, Status: 'active' })),
    ...(ready ? { ConfigurationEndpoint: { Address: cluster.endpointName, Port: cluster.port } } : {}),
    ...(showNodes && ready ? { CacheNodes: cluster.nodes.map((node) => describeNode(cluster, node)) } : {}),
  };
}

const describeNode = (cluster: Cluster, node: CacheNode) => ({
  CacheNodeId: node.id,
  CacheNodeStatus: cluster.status === 'deleting' ? 'deleting' : node.status,
  CacheNodeCreateTime: new Date(node.createdMs),
  Endpoint: { Address: cluster.nodeName(node), Port: cluster.port },
  CustomerAvailabilityZone: node.zone,
  ParameterGroupStatus: 'in-sync',
});
