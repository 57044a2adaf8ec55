import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { ElasticAddress, ElasticAddresses } from './elastic-addresses.ts';
import type { Ids } from './ids.ts';
import type { NetworkStore } from './network-store.ts';

export type NatGatewayState = 'pending' | 'available' | 'deleting' | 'deleted';

export type NatGateway = {
  readonly id: string;
  readonly arn: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly privateIp: string;
  readonly interfaceId: string;
  readonly address: ElasticAddress;
  readonly createdMs: number;
  state: NatGatewayState;
  deletedMs?: number;
  tags: Readonly<Record<string, string>>;
};

/** The public NAT gateways of the account. EventBridge hears nothing of them: whoever waits has to ask. */
export class NatGateways {
  readonly #cloud: Cloud;
  readonly #network: NetworkStore;
  readonly #addresses: ElasticAddresses;
  readonly #ids: Ids;
  readonly #random: Random;
  readonly #gateways = new Map<string, NatGateway>();

  constructor(cloud: Cloud, network: NetworkStore, addresses: ElasticAddresses, ids: Ids) {
    this.#cloud = cloud;
    this.#network = network;
    this.#addresses = addresses;
    this.#ids = ids;
    this.#random = cloud.random.split('nat-gateways');
  }

  /** Deleted ones are told of for a while. */
  visible(): NatGateway[] {
    const oldestMs = this.#cloud.clock.nowMs - this.#cloud.facts.valueMs('ec2.natGatewayVisible');
    return [...this.#gateways.values()].filter(({ deletedMs }) => deletedMs === undefined || deletedMs >= oldestMs);
  }

  find(id: string): NatGateway {
    const found = this.visible().find((gateway) => gateway.id === id);
    if (!found) throw new AwsError('NatGatewayNotFound', `NAT gateway ${id} was not found`);
    return found;
  }

  /** Resolves when it is available. */
  async create(subnetId: string, allocationId: string, tags: Readonly<Record<string, string>>): Promise<NatGateway> {
    const { vpcId } = this.#network.subnet(subnetId);
    const address = this.#addresses.find(allocationId);
    if (address.associationId !== undefined) {
      throw new AwsError('Resource.AlreadyAssociated', `Elastic IP address ${allocationId} is already associated`);
    }
    if (!this.#network.hasInternetGateway(vpcId)) {
      throw new AwsError('Gateway.NotAttached', `Network ${vpcId} has no Internet gateway attached`);
    }
    const id = this.#ids.next('nat');
    const gateway: NatGateway = {
      id,
      arn: serviceArn(this.#cloud, 'ec2', `natgateway/${id}`),
      vpcId,
      subnetId,
      privateIp: this.#network.pool(subnetId).take(),
      interfaceId: this.#ids.next('eni'),
      address,
      createdMs: this.#cloud.clock.nowMs,
      state: 'pending',
      tags,
    };
    this.#gateways.set(id, gateway);
    this.#addresses.associate(address, vpcId);
    await this.#wait('ec2.natGatewayCreate', `NAT gateway ${id} created`);
    this.#enter(gateway, 'available');
    return gateway;
  }

  /** Resolves when it is deleted; its address is free again then, and still the account's. */
  async delete(id: string): Promise<void> {
    const gateway = this.find(id);
    this.#enter(gateway, 'deleting');
    await this.#wait('ec2.natGatewayDelete', `NAT gateway ${id} deleted`);
    this.#addresses.disassociate(gateway.address);
    this.#network.pool(gateway.subnetId).release(gateway.privateIp);
    gateway.deletedMs = this.#cloud.clock.nowMs;
    this.#enter(gateway, 'deleted');
  }

  #enter(gateway: NatGateway, state: NatGatewayState): void {
    this.#cloud.journal.write('activity', { what: 'NAT gateway', id: gateway.id, from: gateway.state, to: state });
    gateway.state = state;
  }

  #wait(fact: string, label: string): Promise<void> {
    return this.#cloud.clock.sleep(this.#cloud.facts.drawMs(fact, this.#random), label);
  }
}
