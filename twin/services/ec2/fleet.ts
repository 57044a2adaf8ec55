import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { NodeModel } from '../../site/node-model.ts';
import { Ids } from './ids.ts';
import type { Instance, InstanceState } from './instance.ts';
import type { NetworkStore } from './network-store.ts';
import type { Reaches } from './reachability.ts';

/** What a launch needs to know beside its subnet. */
export type LaunchRequest = Pick<
  Instance,
  | 'imageId'
  | 'instanceType'
  | 'userData'
  | 'securityGroupIds'
  | 'iamInstanceProfile'
  | 'detailedMonitoring'
  | 'tags'
  | 'subnetId'
  | 'reservationId'
  | 'isSpot'
> & {
  /** Whether it gets a public address; undefined is as its subnet says. */
  associatePublicIp?: boolean | undefined;
};

/** The instances of the account and their life: pending, running, shutting-down, terminated (E10). */
export class Fleet {
  readonly instances = new Map<string, Instance>();
  readonly ids: Ids;
  readonly #cloud: Cloud;
  readonly #network: NetworkStore;
  readonly #nodeModel: NodeModel;
  readonly #reaches: Reaches;
  readonly #random: Random;

  constructor(cloud: Cloud, network: NetworkStore, nodeModel: NodeModel, reaches: Reaches) {
    this.#cloud = cloud;
    this.#network = network;
    this.#nodeModel = nodeModel;
    this.#reaches = reaches;
    this.#random = cloud.random.split('ec2');
    this.ids = new Ids(this.#random.split('instance-ids'));
  }

  get(instanceId: string): Instance {
    const found = this.instances.get(instanceId);
    if (!found) throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
    return found;
  }

  launch({ associatePublicIp, ...request }: LaunchRequest): Instance {
    const { clock, facts } = this.#cloud;
    const subnet = this.#network.subnet(request.subnetId);
    const instance: Instance = {
      ...request,
      instanceId: this.ids.next('i'),
      vpcId: subnet.vpcId,
      zone: subnet.zone,
      privateIp: this.#network.pool(subnet.id).take(),
      publicIp: (associatePublicIp ?? subnet.givesPublicIp) ? this.#network.publicAddresses.next() : undefined,
      launchedMs: clock.nowMs,
      state: 'pending',
    };
    this.instances.set(instance.instanceId, instance);
    if (instance.publicIp) this.#network.publicAddresses.map(instance.publicIp, instance.vpcId);
    const runningMs = facts.drawMs('ec2.pendingToRunning', this.#random);
    const bootedMs = Math.max(runningMs, facts.drawMs('ec2.bootToSsh', this.#random));
    // The caller has the id before anybody hears of the instance, as with a real API call.
    clock.after(0, `pending ${instance.instanceId}`, () => this.#announce(instance, 'pending'));
    clock.after(runningMs, `running ${instance.instanceId}`, () => this.#enter(instance, 'running', 'pending'));
    instance.bootTimer = clock.after(bootedMs, `boot ${instance.instanceId}`, () => this.#boot(instance));
    return instance;
  }

  terminate(instance: Instance, reason: { Code: string; Message: string }): InstanceState {
    const previous = instance.state;
    if (previous === 'shutting-down' || previous === 'terminated') return previous;
    instance.stateReason = reason;
    this.#enter(instance, 'shutting-down', previous);
    const delayMs = this.#cloud.facts.drawMs('ec2.shuttingDownToTerminated', this.#random);
    this.#cloud.clock.after(delayMs, `terminated ${instance.instanceId}`, () => this.#enter(instance, 'terminated', 'shutting-down'));
    return previous;
  }

  /** Restarts the operating system: the node is gone, and comes back as it was when it is up again. */
  reboot(instance: Instance): void {
    if (instance.state !== 'running') return;
    instance.node?.stop();
    delete instance.node;
    this.#cloud.journal.write('activity', { what: 'instance-reboot', id: instance.instanceId, zone: instance.zone });
    this.#cloud.signals.emit('node:answers', { instanceId: instance.instanceId });
    const boot = this.#cloud.facts.drawMs('ec2.bootToSsh', this.#random);
    instance.bootTimer?.cancel();
    instance.bootTimer = this.#cloud.clock.after(boot, `boot ${instance.instanceId}`, () => this.#boot(instance));
  }

  /** The operating system is up: from here on the site's own model answers. */
  #boot(instance: Instance): void {
    if (instance.state !== 'running') return;
    const { instanceId, zone, privateIp, imageId, instanceType, userData, tags } = instance;
    const onChange = (): void => this.#cloud.signals.emit('node:answers', { instanceId });
    const reaches = (destination: string): boolean => this.#reaches(instance, destination);
    instance.node = this.#nodeModel.start({ instanceId, zone, privateIp, imageId, instanceType, userData, tags, reaches }, onChange);
    onChange();
  }

  #enter(instance: Instance, state: InstanceState, from: InstanceState): void {
    if (instance.state !== from) return;
    instance.state = state;
    if (state === 'shutting-down') {
      instance.endedMs = this.#cloud.clock.nowMs;
      instance.node?.stop();
    }
    if (state === 'terminated') {
      this.#network.pool(instance.subnetId).release(instance.privateIp);
      if (instance.publicIp) this.#network.publicAddresses.unmap(instance.publicIp);
    }
    this.#announce(instance, state);
  }

  #announce(instance: Instance, state: InstanceState): void {
    const { instanceId } = instance;
    this.#cloud.journal.write('activity', { what: 'instance', id: instanceId, to: state, zone: instance.zone });
    this.#cloud.signals.emit('ec2:instance', { instanceId, state });
    this.#cloud.emit({
      source: 'aws.ec2',
      'detail-type': 'EC2 Instance State-change Notification',
      resources: [serviceArn(this.#cloud, 'ec2', `instance/${instanceId}`)],
      detail: { 'instance-id': instanceId, state },
    });
  }
}
