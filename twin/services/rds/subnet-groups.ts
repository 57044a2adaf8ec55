import { AwsError } from '../../errors.ts';
import type { SubnetGroupRules } from '../../network/subnet-groups.ts';

/** The broadcast address of a subnet is AWS's; databases take addresses downward from the one before it. */
const RESERVED_AT_END = 2;
const MIN_ZONES = 2;

/** How DB subnet groups behave. */
export const DB_SUBNET_GROUPS: SubnetGroupRules = {
  arnOf: (name) => ({ service: 'rds', resource: `subgrp:${name}` }),
  missing: (name) => new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, { statusCode: 404 }),
  exists: (name) => new AwsError('DBSubnetGroupAlreadyExistsFault', `The DB subnet group '${name}' already exists.`),
  inUse: (name) =>
    new AwsError(
      'InvalidDBSubnetGroupStateFault',
      `Cannot delete the subnet group '${name}' because at least one database instance is still using it.`,
    ),
  noSubnetIn: (group, zone) => new AwsError('InvalidVPCNetworkStateFault', `The DB subnet group ${group} has no subnet in ${zone}.`),
  full: (subnetId) => new AwsError('InsufficientAvailableIPsInSubnetFault', `No address is free in ${subnetId}.`),
  check(subnets) {
    if (new Set(subnets.map((subnet) => subnet.zone)).size >= MIN_ZONES) return;
    throw new AwsError(
      'DBSubnetGroupDoesNotCoverEnoughAZs',
      `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage is too small: add subnets to cover at least ${MIN_ZONES} AZs.`,
    );
  },
  *places(size) {
    for (let place = size - RESERVED_AT_END; place > 0; place--) yield place;
  },
};
