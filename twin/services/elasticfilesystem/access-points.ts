import type { CreateAccessPointRequest } from '@aws-sdk/client-efs';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { tagRecord } from '../../tags.ts';
import type { FileSystems } from './file-systems.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { AccessPoint } from './records.ts';

/** The access points of the account. */
export class AccessPoints {
  readonly #cloud: Cloud;
  readonly #life: Lifecycle;
  readonly #systems: FileSystems;
  readonly #points = new Map<string, AccessPoint>();

  constructor(cloud: Cloud, life: Lifecycle, systems: FileSystems) {
    this.#cloud = cloud;
    this.#life = life;
    this.#systems = systems;
  }

  all(): AccessPoint[] {
    return [...this.#points.values()];
  }

  find(id: string | undefined): AccessPoint {
    const found = this.#points.get(id ?? '');
    if (!found) throw new AwsError('AccessPointNotFound', `Access point '${id}' does not exist.`, { statusCode: 404 });
    return found;
  }

  create(input: CreateAccessPointRequest): AccessPoint {
    const { id: fileSystemId } = this.#systems.findAvailable(input.FileSystemId);
    const id = this.#life.newId('fsap');
    const point: AccessPoint = {
      id,
      arn: serviceArn(this.#cloud, 'elasticfilesystem', `access-point/${id}`),
      fileSystemId,
      posixUser: input.PosixUser,
      rootDirectory: input.RootDirectory,
      state: 'creating',
      tags: tagRecord(input.Tags),
      settled: this.#life.later('efs.createAccessPoint', `${id} created`, () => this.#life.enter(point, 'available')),
    };
    this.#points.set(id, point);
    return point;
  }

  delete(id: string | undefined): AccessPoint {
    const point = this.find(id);
    this.#life.enter(point, 'deleting');
    point.settled = this.#life.later('efs.deleteAccessPoint', `${point.id} deleted`, () => this.#points.delete(point.id));
    return point;
  }
}
