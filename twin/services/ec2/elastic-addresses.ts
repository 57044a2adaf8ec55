import type { Address, DescribeAddressesRequest, DescribeAddressesResult } from '@aws-sdk/client-ec2';
import type { Operation, ResourceProvider } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { refuseUnknown, taking } from '../../refuse.ts';
import { tagList, tagRecord } from '../../tags.ts';
import { passes } from './filters.ts';
import type { Ids } from './ids.ts';
import type { NetworkStore } from './network-store.ts';

/** An address that the account holds until it gives it back; billed as long as it does. */
export type ElasticAddress = {
  readonly allocationId: string;
  readonly publicIp: string;
  associationId?: string | undefined;
  tags: Readonly<Record<string, string>>;
};

const TYPE = 'AWS::EC2::EIP';

/** The Elastic IP addresses of the account. */
export class ElasticAddresses {
  readonly #addresses = new Map<string, ElasticAddress>();
  readonly #network: NetworkStore;
  readonly #ids: Ids;

  constructor(network: NetworkStore, ids: Ids) {
    this.#network = network;
    this.#ids = ids;
  }

  all(): ElasticAddress[] {
    return [...this.#addresses.values()];
  }

  find(allocationId: string): ElasticAddress {
    const found = this.#addresses.get(allocationId);
    if (!found) throw new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${allocationId}' does not exist`);
    return found;
  }

  allocate(tags: Readonly<Record<string, string>>): ElasticAddress {
    const address = { allocationId: this.#ids.next('eipalloc'), publicIp: this.#network.publicAddresses.next(), tags };
    this.#addresses.set(address.allocationId, address);
    return address;
  }

  associate(address: ElasticAddress, vpcId: string): void {
    address.associationId = this.#ids.next('eipassoc');
    this.#network.publicAddresses.map(address.publicIp, vpcId);
  }

  disassociate(address: ElasticAddress): void {
    address.associationId = undefined;
    this.#network.publicAddresses.unmap(address.publicIp);
  }

  release(allocationId: string): void {
    const { associationId, publicIp } = this.find(allocationId);
    if (associationId !== undefined) throw new AwsError('InvalidIPAddress.InUse', `Address ${publicIp} is in use.`);
    this.#addresses.delete(allocationId);
  }
}

/** AWS::EC2::EIP, for a VPC. `Ref` is the address itself. */
export const elasticAddressProvider = (addresses: ElasticAddresses): ResourceProvider => ({
  type: TYPE,
  create(properties, context) {
    refuseUnknown(TYPE, properties, ['Domain', 'Tags']);
    const { allocationId, publicIp } = addresses.allocate({ ...context.tags, ...tagRecord(properties.Tags) });
    return { physicalId: allocationId, ref: publicIp, attributes: { AllocationId: allocationId, PublicIp: publicIp } };
  },
  update(physicalId, properties, previous, context) {
    if (properties.Domain !== previous.Domain) return 'replace';
    addresses.find(physicalId).tags = { ...context.tags, ...tagRecord(properties.Tags) };
    return {};
  },
  delete: (physicalId) => addresses.release(physicalId),
});

/** Reads of the account's addresses. */
export const addressOperations = (addresses: ElasticAddresses): Record<string, Operation> => ({
  DescribeAddresses: taking(
    'ec2:DescribeAddresses',
    'AllocationIds PublicIps Filters',
    ({ AllocationIds, PublicIps, Filters }: DescribeAddressesRequest): DescribeAddressesResult => {
      const asked = AllocationIds?.length ? AllocationIds.map((id) => addresses.find(id)) : addresses.all();
      const chosen = asked.filter(({ publicIp }) => !PublicIps?.length || PublicIps.includes(publicIp));
      return { Addresses: chosen.filter((address) => passes(Filters, filterValues(address), address.tags)).map(describe) };
    },
  ),
});

const describe = ({ allocationId, associationId, publicIp, tags }: ElasticAddress): Address => ({
  AllocationId: allocationId,
  PublicIp: publicIp,
  Domain: 'vpc',
  Tags: tagList(tags),
  ...(associationId === undefined ? {} : { AssociationId: associationId }),
});

const filterValues = ({ allocationId, publicIp }: ElasticAddress): Record<string, readonly string[]> => ({
  'allocation-id': [allocationId],
  'public-ip': [publicIp],
  domain: ['vpc'],
});
