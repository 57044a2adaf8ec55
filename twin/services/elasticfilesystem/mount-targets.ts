import type { CreateMountTargetRequest } from '@aws-sdk/client-efs';
import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { addressText, blockOf } from '../../network/ipv4.ts';
import type { DataSession } from '../../network/network.ts';
import { describeSubnets, type Subnet } from '../../network/subnets.ts';
import type { FileSystems } from './file-systems.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { MountTarget } from './records.ts';

const NFS_PORT = 2049;

/** The mount targets of the account: an address a file system and zone, at which its clients of that zone mount it. */
export class MountTargets {
  readonly #cloud: Cloud;
  readonly #life: Lifecycle;
  readonly #systems: FileSystems;
  readonly #targets = new Map<string, MountTarget>();

  constructor(cloud: Cloud, life: Lifecycle, systems: FileSystems) {
    this.#cloud = cloud;
    this.#life = life;
    this.#systems = systems;
  }

  of(fileSystemId: string): MountTarget[] {
    return [...this.#targets.values()].filter((target) => target.fileSystemId === fileSystemId);
  }

  find(id: string | undefined): MountTarget {
    const found = this.#targets.get(id ?? '');
    if (!found) throw new AwsError('MountTargetNotFound', `Mount target '${id}' does not exist.`, { statusCode: 404 });
    return found;
  }

  create(input: CreateMountTargetRequest): MountTarget {
    const { id: fileSystemId } = this.#systems.findAvailable(input.FileSystemId);
    const { vpcId, subnets } = describeSubnets(this.#cloud, [input.SubnetId ?? '']);
    const [subnet] = subnets as [Subnet];
    this.#refuseSecond(fileSystemId, vpcId, subnet.zone);
    const id = this.#life.newId('fsmt');
    const target: MountTarget = {
      id,
      fileSystemId,
      subnetId: subnet.id,
      vpcId,
      zone: subnet.zone,
      address: this.#freeAddress(subnet),
      interfaceId: this.#life.newId('eni'),
      securityGroupIds: input.SecurityGroups ?? [],
      state: 'creating',
      settled: this.#life.later('efs.createMountTarget', `${id} created`, () => this.#open(target)),
    };
    this.#targets.set(id, target);
    return target;
  }

  /** Breaks the mounts at once; its network interface is gone when it is. */
  delete(id: string | undefined): MountTarget {
    const target = this.find(id);
    if (target.state === 'deleting') return target;
    if (target.state === 'available') this.#close(target);
    this.#life.enter(target, 'deleting');
    target.settled = this.#life.later('efs.deleteMountTarget', `${target.id} deleted`, () => this.#targets.delete(target.id));
    return target;
  }

  #refuseSecond(fileSystemId: string, vpcId: string, zone: string): void {
    const others = this.of(fileSystemId);
    if (others.some((other) => other.zone === zone)) {
      throw new AwsError('MountTargetConflict', `Mount target already exists in this AZ: ${zone}`, { statusCode: 409 });
    }
    if (others.some((other) => other.vpcId !== vpcId)) {
      throw new AwsError('MountTargetConflict', 'Requested subnet is not in the VPC of the other mount targets.', { statusCode: 409 });
    }
  }

  /** Addresses go down from a subnet's middle: instances take theirs from its start, caches upward, databases from its end. */
  #freeAddress({ id, cidr }: Subnet): string {
    const { first, size } = blockOf(cidr);
    const taken = new Set([...this.#targets.values()].map(({ address }) => address));
    for (let place = size / 2 - 1; place > 3; place--) {
      const address = addressText(first + place);
      if (!taken.has(address)) return address;
    }
    throw new AwsError('NoFreeAddressesInSubnet', `No address is free in ${id}.`, { statusCode: 409 });
  }

  #open(target: MountTarget): void {
    if (target.state === 'deleting') return;
    this.#life.enter(target, 'available');
    const { facts, network } = this.#cloud;
    network.listenData(target.address, NFS_PORT, { connect: () => this.#mount(target) });
    network.setName(this.#nameOf(target), [target.address], facts.value('efs.nameTtl'));
  }

  #close(target: MountTarget): void {
    this.#cloud.network.close(target.address, NFS_PORT);
    this.#cloud.network.removeName(this.#nameOf(target));
  }

  /**
   * The name of the file system in one zone. EFS answers the name without a zone by where the asker stands; the twin's names know no
   * asker, so that clients here ask by the name that says the zone.
   */
  #nameOf({ zone, fileSystemId }: MountTarget): string {
    return `${zone}.${fileSystemId}.efs.${this.#cloud.region}.amazonaws.com`;
  }

  #mount(target: MountTarget): DataSession {
    return {
      isOpen: () => target.state === 'available',
      run: ({ kind }) => {
        throw Object.assign(new Error(`shared files do not know ${kind}`), { code: 'EPROTO' });
      },
    };
  }
}
