import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { PUBLIC_IMAGES } from '../../public-images.ts';
import type { Random } from '../../random.ts';
import type { Fleet } from './fleet.ts';
import { Ids } from './ids.ts';
import type { Instance } from './instance.ts';

/** An image that was made here, with the snapshot that it keeps. AWS tells the bus of every state but `pending`. */
export type Image = {
  readonly imageId: string;
  readonly name: string;
  readonly description: string;
  readonly sourceInstanceId: string;
  readonly snapshotId: string;
  readonly architecture: string;
  readonly createdMs: number;
  readonly tags: Readonly<Record<string, string>>;
  state: 'pending' | 'available' | 'failed' | 'deregistered';
};

export type Snapshot = { readonly snapshotId: string; readonly tags: Readonly<Record<string, string>> };

/** What is asked of a new image. */
export type ImageRequest = Pick<Image, 'name' | 'description' | 'tags'> & {
  snapshotTags: Readonly<Record<string, string>>;
  noReboot: boolean;
};

/** What an image may be called (EC2 API Reference, CreateImage). */
const NAME = /^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/;
const DEFAULT_ARCHITECTURE = 'x86_64';

/** The account's own images, and the snapshots that stay behind them. */
export class Images {
  readonly snapshots = new Map<string, Snapshot>();
  readonly #cloud: Cloud;
  readonly #fleet: Fleet;
  readonly #random: Random;
  readonly #ids: Ids;
  readonly #images = new Map<string, Image>();

  constructor(cloud: Cloud, fleet: Fleet) {
    this.#cloud = cloud;
    this.#fleet = fleet;
    this.#random = cloud.random.split('ec2-images');
    this.#ids = new Ids(this.#random.split('ids'));
  }

  /** What is not gone. */
  all(): Image[] {
    return [...this.#images.values()].filter(({ state }) => state !== 'deregistered');
  }

  get(imageId: string): Image {
    const found = this.#images.get(imageId);
    if (found && found.state !== 'deregistered') return found;
    throw new AwsError('InvalidAMIID.NotFound', `The image id '[${imageId}]' does not exist`);
  }

  /** The architecture of an image of ours or of AWS's; undefined: an image that nobody here knows. */
  architectureOf(imageId: string): string | undefined {
    const ofAws = Object.values(PUBLIC_IMAGES).find((image) => image.imageId === imageId);
    return this.#images.get(imageId)?.architecture ?? ofAws?.architecture;
  }

  /** Nothing can be launched from an image of ours that is not there, or not yet. Other accounts' images are taken at their word. */
  assertLaunchable(imageId: string): void {
    const own = this.#images.get(imageId);
    if (own === undefined || own.state === 'available') return;
    if (own.state === 'deregistered') this.get(imageId);
    throw new AwsError('InvalidAMIID.Unavailable', `The image ID '${imageId}' is not available`);
  }

  /** Takes an image of an instance, which EC2 restarts for it unless it was told not to. */
  create(instance: Instance, { name, description, tags, snapshotTags, noReboot }: ImageRequest): Image {
    if (!NAME.test(name)) throw new AwsError('InvalidAMIName.Malformed', `AMI names must be between 3 and 128 characters long: ${name}`);
    const other = this.all().find((image) => image.name === name);
    if (other) throw new AwsError('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${other.imageId}`);
    if (instance.state !== 'running') throw new AwsError('IncorrectState', `Instance '${instance.instanceId}' is not in state 'running'`);
    const { clock, facts } = this.#cloud;
    const image: Image = {
      imageId: this.#ids.next('ami'),
      name,
      description,
      tags,
      sourceInstanceId: instance.instanceId,
      snapshotId: this.#ids.next('snap'),
      architecture: this.architectureOf(instance.imageId) ?? DEFAULT_ARCHITECTURE,
      createdMs: clock.nowMs,
      state: 'pending',
    };
    this.#images.set(image.imageId, image);
    this.snapshots.set(image.snapshotId, { snapshotId: image.snapshotId, tags: snapshotTags });
    this.#journal(image);
    if (!noReboot) this.#fleet.reboot(instance);
    const fails = Boolean(this.#cloud.faults.read('ec2:image-fails', image.imageId));
    clock.after(facts.drawMs('ec2.createImage', this.#random), `image ${image.imageId}`, () => {
      if (image.state === 'pending') this.#enter(image, fails ? 'failed' : 'available');
    });
    return image;
  }

  deregister(imageId: string, withSnapshots: boolean): void {
    const image = this.get(imageId);
    if (withSnapshots) this.snapshots.delete(image.snapshotId);
    this.#enter(image, 'deregistered');
  }

  deleteSnapshot(snapshotId: string): void {
    if (!this.snapshots.has(snapshotId)) throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${snapshotId}' does not exist.`);
    const user = this.all().find((image) => image.snapshotId === snapshotId);
    if (user) throw new AwsError('InvalidSnapshot.InUse', `The snapshot ${snapshotId} is currently in use by ${user.imageId}`);
    this.snapshots.delete(snapshotId);
  }

  #enter(image: Image, state: Image['state']): void {
    image.state = state;
    this.#journal(image);
    this.#cloud.emit({
      source: 'aws.ec2',
      'detail-type': 'EC2 AMI State Change',
      resources: [`arn:aws:ec2:${this.#cloud.region}::image/${image.imageId}`],
      detail: {
        RequestId: this.#random.uuid(),
        ImageId: image.imageId,
        State: state,
        ErrorMessage: state === 'failed' ? 'The image could not be created.' : '',
      },
    });
  }

  #journal({ imageId, state, sourceInstanceId }: Image): void {
    this.#cloud.journal.write('activity', { what: 'image', id: imageId, to: state, from: sourceInstanceId });
  }
}
