import { AwsError } from '../../errors.ts';
import { AddressPool } from './addresses.ts';
import { PublicAddresses } from './public-addresses.ts';

/** Any record of the network layer: what the template asked for, under the id that EC2 gave it. */
export type NetworkRecord = {
  readonly id: string;
  readonly type: string;
  properties: Readonly<Record<string, unknown>>;
  tags: Readonly<Record<string, string>>;
};

/** Everything of the account's network that has an id. */
export class NetworkStore {
  readonly publicAddresses = new PublicAddresses();
  readonly #records = new Map<string, NetworkRecord>();
  readonly #pools = new Map<string, AddressPool>();

  put(record: NetworkRecord): void {
    this.#records.set(record.id, record);
  }

  remove(id: string): void {
    this.#records.delete(id);
    this.#pools.delete(id);
  }

  ofType(type: string): NetworkRecord[] {
    return [...this.#records.values()].filter((record) => record.type === type);
  }

  find(id: string): NetworkRecord | undefined {
    return this.#records.get(id);
  }

  /** Whether anything leads from the VPC to the internet. */
  hasInternetGateway(vpcId: string): boolean {
    return this.ofType('VPCGatewayAttachment').some(
      ({ properties }) => properties.VpcId === vpcId && properties.InternetGatewayId !== undefined,
    );
  }

  subnet(id: string): { id: string; vpcId: string; zone: string; cidr: string; givesPublicIp: boolean } {
    const found = this.#records.get(id);
    if (found?.type !== 'Subnet') throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
    const { VpcId, AvailabilityZone, CidrBlock, MapPublicIpOnLaunch } = found.properties;
    const givesPublicIp = String(MapPublicIpOnLaunch) === 'true';
    return { id, vpcId: String(VpcId), zone: String(AvailabilityZone), cidr: String(CidrBlock), givesPublicIp };
  }

  pool(subnetId: string): AddressPool {
    const known = this.#pools.get(subnetId);
    if (known) return known;
    const pool = new AddressPool(this.subnet(subnetId).cidr);
    this.#pools.set(subnetId, pool);
    return pool;
  }
}
