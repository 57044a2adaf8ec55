import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';

type SecretValue = { versionId: string; text?: string; bytes?: Uint8Array; createdMs: number };

/** A secret; its values stay here and are shown only by GetSecretValue. */
export type Secret = {
  readonly name: string;
  readonly arn: string;
  description: string;
  readonly createdMs: number;
  changedMs: number;
  /** By stage: AWSCURRENT, and AWSPREVIOUS once there was another. */
  readonly stages: Map<string, SecretValue>;
  readonly tags: Map<string, string>;
  deletedMs: number | undefined;
  /** The service that made it for itself, e.g. `rds`: others may not change it. */
  owner: string | undefined;
};

/** Letters that AWS appends to a secret's ARN. */
const SUFFIX_LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const SUFFIX_LENGTH = 6;

/** The secrets of the account. */
export class Secrets {
  readonly #cloud: Cloud;
  readonly #random;
  readonly #secrets = new Map<string, Secret>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('secretsmanager');
  }

  get random() {
    return this.#random;
  }

  all(): Secret[] {
    return [...this.#secrets.values()];
  }

  /** By name, ARN, or ARN without the letters that AWS appended. */
  find(id: string | undefined, options: { deletedToo?: boolean } = {}): Secret {
    const found = this.all().find((secret) => secret.name === id || secret.arn === id || secret.arn.slice(0, -SUFFIX_LENGTH - 1) === id);
    if (!found) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    if (found.deletedMs !== undefined && !options.deletedToo) {
      throw new AwsError('InvalidRequestException', 'You tried to perform the operation on a secret that is currently marked deleted.');
    }
    return found;
  }

  create(name: string, value: { text?: string | undefined; bytes?: Uint8Array | undefined }): Secret {
    if (this.#secrets.has(name))
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
    const suffix = Array.from({ length: SUFFIX_LENGTH }, () => this.#random.pick([...SUFFIX_LETTERS])).join('');
    const nowMs = this.#cloud.clock.nowMs;
    const secret: Secret = {
      name,
      arn: serviceArn(this.#cloud, 'secretsmanager', `secret:${name}-${suffix}`),
      description: '',
      createdMs: nowMs,
      changedMs: nowMs,
      stages: new Map(),
      tags: new Map(),
      deletedMs: undefined,
      owner: undefined,
    };
    this.#secrets.set(name, secret);
    if (value.text !== undefined || value.bytes !== undefined) this.put(secret, value);
    return secret;
  }

  put(secret: Secret, value: { text?: string | undefined; bytes?: Uint8Array | undefined }, token?: string): SecretValue {
    const current = secret.stages.get('AWSCURRENT');
    if (token !== undefined && current?.versionId === token) return current;
    const nowMs = this.#cloud.clock.nowMs;
    const next: SecretValue = { versionId: token ?? this.#random.uuid(), createdMs: nowMs };
    if (value.text !== undefined) next.text = value.text;
    if (value.bytes !== undefined) next.bytes = value.bytes;
    if (current) secret.stages.set('AWSPREVIOUS', current);
    secret.stages.set('AWSCURRENT', next);
    secret.changedMs = nowMs;
    return next;
  }

  /** Goes at once, or is marked and gone when its window has passed. */
  delete(secret: Secret, windowDays: number): Date {
    secret.deletedMs = this.#cloud.clock.nowMs;
    const atMs = this.#cloud.clock.nowMs + windowDays * 86_400_000;
    const remove = (): void => {
      if (secret.deletedMs !== undefined) this.#secrets.delete(secret.name);
    };
    if (windowDays === 0) remove();
    else this.#cloud.clock.at(atMs, `delete secret ${secret.name}`, remove);
    return new Date(atMs);
  }
}
