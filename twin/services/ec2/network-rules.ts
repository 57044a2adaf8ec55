import type { Properties } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { blockOf } from '../../network/ipv4.ts';
import type { NetworkRecord, NetworkStore } from './network-store.ts';

/** A subnet lies inside its VPC's block and beside every other subnet. */
export function checkBlock(store: NetworkStore, { VpcId, CidrBlock }: Properties): void {
  const [wanted, outer] = [rangeOf(CidrBlock), rangeOf(store.find(String(VpcId))?.properties.CidrBlock)];
  if (wanted.first < outer.first || wanted.end > outer.end)
    throw new AwsError('InvalidSubnet.Range', `The CIDR '${CidrBlock}' is invalid.`);
  const conflict = store.ofType('Subnet').some(({ properties }) => {
    const other = rangeOf(properties.CidrBlock);
    return properties.VpcId === VpcId && wanted.first < other.end && other.first < wanted.end;
  });
  if (conflict) throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${CidrBlock}' conflicts with another subnet`);
}

/** What still holds a resource keeps it from being deleted: whoever takes a network down has to do it in order. */
export function refuseIfUsed(store: NetworkStore, record: NetworkRecord | undefined): void {
  switch (record?.type) {
    case 'Subnet':
      if (store.pool(record.id).isUsed) throw inUse(`The subnet '${record.id}' has dependencies and cannot be deleted.`);
      return;
    case 'VPCGatewayAttachment': {
      const vpcId = String(record.properties.VpcId);
      if (!store.publicAddresses.areMappedIn(vpcId)) return;
      throw inUse(
        `Network ${vpcId} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      );
    }
    case 'VPC': {
      const holders = ['Subnet', 'VPCGatewayAttachment'].flatMap((type) => store.ofType(type));
      if (holders.some(({ properties }) => properties.VpcId === record.id)) {
        throw inUse(`The vpc '${record.id}' has dependencies and cannot be deleted.`);
      }
    }
  }
}

const inUse = (message: string): AwsError => new AwsError('DependencyViolation', message);

function rangeOf(cidr: unknown): { first: number; end: number } {
  const { first, size } = blockOf(String(cidr));
  return { first, end: first + size };
}
