import { type Cloud, type Properties, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { Ids } from './ids.ts';
import type { NetworkStore } from './network-store.ts';

/** A private way to one AWS service: a route in tables, or an address in subnets. Only the second kind is billed. */
export type VpcEndpoint = {
  readonly id: string;
  readonly arn: string;
  readonly type: 'Gateway' | 'Interface';
  readonly vpcId: string;
  /** The last part of the service's name: `s3`. */
  readonly service: string;
  readonly serviceName: string;
  readonly createdMs: number;
  /** Whether the service's own name leads here. */
  readonly hasPrivateDns: boolean;
  readonly places: readonly { subnetId: string; address: string; interfaceId: string }[];
  routeTableIds: readonly string[];
  state: 'pending' | 'available' | 'deleting';
  tags: Readonly<Record<string, string>>;
};

/** The VPC endpoints of the account. */
export class VpcEndpoints {
  readonly #cloud: Cloud;
  readonly #network: NetworkStore;
  readonly #ids: Ids;
  readonly #random: Random;
  readonly #endpoints = new Map<string, VpcEndpoint>();

  constructor(cloud: Cloud, network: NetworkStore, ids: Ids) {
    this.#cloud = cloud;
    this.#network = network;
    this.#ids = ids;
    this.#random = cloud.random.split('vpc-endpoints');
  }

  all(): VpcEndpoint[] {
    return [...this.#endpoints.values()];
  }

  find(id: string): VpcEndpoint {
    const found = this.#endpoints.get(id);
    if (!found) throw new AwsError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`);
    return found;
  }

  /** Resolves when it is available. */
  async create(properties: Properties, tags: Readonly<Record<string, string>>): Promise<VpcEndpoint> {
    const id = this.#ids.next('vpce');
    const serviceName = String(properties.ServiceName);
    const subnetIds: string[] = properties.SubnetIds ?? [];
    const endpoint: VpcEndpoint = {
      id,
      arn: serviceArn(this.#cloud, 'ec2', `vpc-endpoint/${id}`),
      type: typeOf(properties),
      vpcId: String(properties.VpcId),
      service: this.#serviceOf(serviceName),
      serviceName,
      createdMs: this.#cloud.clock.nowMs,
      hasPrivateDns: String(properties.PrivateDnsEnabled ?? false) === 'true',
      places: subnetIds.map((subnetId) => ({
        subnetId,
        address: this.#network.pool(subnetId).take(),
        interfaceId: this.#ids.next('eni'),
      })),
      routeTableIds: properties.RouteTableIds ?? [],
      state: 'pending',
      tags,
    };
    this.#endpoints.set(id, endpoint);
    await this.#wait(endpoint, 'Create');
    this.#enter(endpoint, 'available');
    return endpoint;
  }

  /** Resolves when it is gone. */
  async delete(id: string): Promise<void> {
    const endpoint = this.find(id);
    this.#enter(endpoint, 'deleting');
    await this.#wait(endpoint, 'Delete');
    for (const { subnetId, address } of endpoint.places) this.#network.pool(subnetId).release(address);
    this.#endpoints.delete(id);
  }

  #serviceOf(serviceName: string): string {
    const prefix = `com.amazonaws.${this.#cloud.region}.`;
    if (!serviceName.startsWith(prefix))
      throw new AwsError('InvalidServiceName', `The Vpc Endpoint Service '${serviceName}' does not exist`);
    return serviceName.slice(prefix.length);
  }

  #enter(endpoint: VpcEndpoint, state: VpcEndpoint['state']): void {
    this.#cloud.journal.write('activity', {
      what: 'VPC endpoint',
      id: endpoint.id,
      service: endpoint.service,
      from: endpoint.state,
      to: state,
    });
    endpoint.state = state;
  }

  #wait({ type, id }: VpcEndpoint, what: 'Create' | 'Delete'): Promise<void> {
    const { clock, facts } = this.#cloud;
    return clock.sleep(facts.drawMs(`ec2.${type.toLowerCase()}Endpoint${what}`, this.#random), `${what} ${id}`);
  }
}

function typeOf({ VpcEndpointType: type = 'Gateway' }: Properties): VpcEndpoint['type'] {
  if (type === 'Gateway' || type === 'Interface') return type;
  throw new NotInTwinError(`a VPC endpoint of type ${type}`);
}
