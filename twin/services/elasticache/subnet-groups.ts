import { AwsError } from '../../errors.ts';
import type { SubnetGroupRules } from '../../network/subnet-groups.ts';

/** How cache subnet groups behave. */
export const CACHE_SUBNET_GROUPS: SubnetGroupRules = {
  arnOf: (name) => ({ service: 'elasticache', resource: `subnetgroup:${name}` }),
  missing: (name) => new AwsError('CacheSubnetGroupNotFoundFault', `Cache Subnet Group ${name} does not exist.`, { statusCode: 400 }),
  exists: (name) => new AwsError('CacheSubnetGroupAlreadyExistsFault', `Cache subnet group ${name} already exists.`),
  inUse: (name) => new AwsError('CacheSubnetGroupInUse', `Cache subnet group ${name} is currently in use by a cache cluster.`),
  noSubnetIn: (group, zone) => new AwsError('InvalidVPCNetworkStateFault', `The cache subnet group ${group} has no subnet in ${zone}.`),
  full: (subnetId) => new AwsError('InsufficientCacheClusterCapacityFault', `No address is free in ${subnetId}.`),
  check: () => undefined,
  /** Nodes take addresses upward from the middle of a subnet: instances take theirs from its start, databases from its end. */
  *places(size) {
    for (let place = size / 2; place < size - 1; place++) yield place;
  },
};
