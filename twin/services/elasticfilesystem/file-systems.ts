import type { CreateFileSystemRequest } from '@aws-sdk/client-efs';
import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { tagRecord } from '../../tags.ts';
import type { Lifecycle } from './lifecycle.ts';
import { tellOfCredits } from './metrics.ts';
import type { FileSystem, LifeCycleState } from './records.ts';

/** Provisioned throughput has a price and limits of its own, which nothing here would act on. */
const THROUGHPUT_MODES: readonly unknown[] = ['bursting', 'elastic'];

/** The regional file systems of the account. */
export class FileSystems {
  readonly #cloud: Cloud;
  readonly #life: Lifecycle;
  readonly #systems = new Map<string, FileSystem>();

  constructor(cloud: Cloud, life: Lifecycle) {
    this.#cloud = cloud;
    this.#life = life;
  }

  all(): FileSystem[] {
    return [...this.#systems.values()];
  }

  find(id: string | undefined): FileSystem {
    const found = this.#systems.get(id ?? '');
    if (!found) throw new AwsError('FileSystemNotFound', `File system '${id}' does not exist.`, { statusCode: 404 });
    return found;
  }

  findAvailable(id: string | undefined): FileSystem {
    const found = this.find(id);
    if (found.state !== 'available') {
      throw new AwsError('IncorrectFileSystemLifeCycleState', `File system ${found.id} is ${found.state}.`, { statusCode: 409 });
    }
    return found;
  }

  create(input: CreateFileSystemRequest): FileSystem {
    const { CreationToken: creationToken = '', ThroughputMode = 'bursting', PerformanceMode = 'generalPurpose' } = input;
    refuseThroughput(ThroughputMode);
    if (this.all().some((other) => other.creationToken === creationToken)) {
      throw new AwsError('FileSystemAlreadyExists', `A file system with creation token ${creationToken} exists.`, { statusCode: 409 });
    }
    const id = this.#life.newId('fs');
    const system: FileSystem = {
      id,
      arn: serviceArn(this.#cloud, 'elasticfilesystem', `file-system/${id}`),
      creationToken,
      createdMs: this.#cloud.clock.nowMs,
      isEncrypted: input.Encrypted ?? false,
      performanceMode: PerformanceMode,
      throughputMode: ThroughputMode,
      state: 'creating',
      tags: tagRecord(input.Tags),
      settled: this.#life.later('efs.createFileSystem', `${id} created`, () => this.#enter(system, 'available')),
    };
    this.#systems.set(id, system);
    return system;
  }

  /** Visitors' files stay where they are; only how fast they are served changes. */
  changeThroughput(id: string, mode: string): FileSystem {
    refuseThroughput(mode);
    const system = this.findAvailable(id);
    this.#enter(system, 'updating');
    system.throughputMode = mode;
    system.settled = this.#life.later('efs.updateFileSystem', `${id} updated`, () => this.#enter(system, 'available'));
    return system;
  }

  delete(id: string | undefined, isMounted: boolean): FileSystem {
    const system = this.find(id);
    if (isMounted) throw new AwsError('FileSystemInUse', `File system ${system.id} has mount targets.`, { statusCode: 409 });
    if (system.state === 'deleting') return system;
    this.#enter(system, 'deleting');
    system.settled = this.#life.later('efs.deleteFileSystem', `${system.id} deleted`, () => {
      this.#systems.delete(system.id);
      tellOfCredits(this.#cloud);
    });
    return system;
  }

  #enter(system: FileSystem, state: LifeCycleState): void {
    this.#life.enter(system, state);
    tellOfCredits(this.#cloud);
  }
}

function refuseThroughput(mode: string): void {
  if (!THROUGHPUT_MODES.includes(mode)) throw new NotInTwinError(`the EFS throughput mode ${mode}`);
}
