import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { BusPolicy } from './policy.ts';
import type { Rule } from './rules.ts';

/** An event bus with its rules. */
export type EventBus = {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  changedMs: number;
  description: string | undefined;
  policy: BusPolicy | undefined;
  readonly tags: Map<string, string>;
  readonly rules: Map<string, Rule>;
};

export const DEFAULT_BUS = 'default';
/** The slash belongs to partner event buses (API reference: CreateEventBus). */
const CUSTOM_NAME = /^[.\-_A-Za-z0-9]{1,256}$/;

export const limitExceeded = (): AwsError =>
  new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');

/** The event buses of the account; the one named `default` is always there. */
export class BusStore {
  readonly #buses = new Map<string, EventBus>();
  readonly #cloud: Cloud;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#add(DEFAULT_BUS, undefined);
  }

  /** By name or ARN; no name is the default bus. */
  find(nameOrArn: string = DEFAULT_BUS): EventBus | undefined {
    return this.#buses.get(this.#nameOf(nameOrArn));
  }

  require(nameOrArn?: string): EventBus {
    const bus = this.find(nameOrArn);
    if (!bus) throw new AwsError('ResourceNotFoundException', `Event bus ${this.#nameOf(nameOrArn ?? '')} does not exist.`);
    return bus;
  }

  all(): EventBus[] {
    return [...this.#buses.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  create(name: string, description: string | undefined): EventBus {
    if (!CUSTOM_NAME.test(name)) throw new AwsError('ValidationException', `Event bus name ${name} is not valid.`);
    if (this.#buses.has(name)) throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    if (this.#buses.size >= this.#cloud.facts.value('events.buses')) throw limitExceeded();
    return this.#add(name, description);
  }

  delete(bus: EventBus): void {
    if (bus.name === DEFAULT_BUS) throw new AwsError('ValidationException', 'Cannot delete event bus default.');
    if (bus.rules.size > 0) throw new AwsError('ValidationException', `Event bus ${bus.name} can't be deleted since it has rules.`);
    this.#buses.delete(bus.name);
  }

  #add(name: string, description: string | undefined): EventBus {
    const createdMs = this.#cloud.clock.nowMs;
    const bus: EventBus = {
      name,
      arn: serviceArn(this.#cloud, 'events', `event-bus/${name}`),
      createdMs,
      changedMs: createdMs,
      description,
      policy: undefined,
      tags: new Map(),
      rules: new Map(),
    };
    this.#buses.set(name, bus);
    return bus;
  }

  #nameOf(nameOrArn: string): string {
    if (!nameOrArn.startsWith('arn:')) return nameOrArn;
    const prefix = serviceArn(this.#cloud, 'events', 'event-bus/');
    // There is one account and one region here.
    if (!nameOrArn.startsWith(prefix)) throw new NotInTwinError(`the event bus ${nameOrArn}`);
    return nameOrArn.slice(prefix.length);
  }
}
