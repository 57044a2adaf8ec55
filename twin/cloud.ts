import type { VirtualClock } from './clock.ts';
import type { NotInTwinError } from './errors.ts';
import type { Facts } from './facts.ts';
import type { Journal } from './journal.ts';
import type { Network } from './network/network.ts';
import type { Random } from './random.ts';
import type { Signals } from './signals.ts';
import type { Credentials } from './wire/credentials.ts';

/** The services of the twin, by their IAM prefix (`cloudwatch`, not `monitoring`; `elasticloadbalancing` is version 2). */
export const SERVICE_NAMES = [
  'acm',
  'apigateway',
  'autoscaling',
  'cloudformation',
  'cloudfront',
  'cloudwatch',
  'dynamodb',
  'ec2',
  'elasticache',
  'elasticfilesystem',
  'elasticloadbalancing',
  'events',
  'iam',
  'lambda',
  'logs',
  'rds',
  'route53',
  's3',
  'scheduler',
  'secretsmanager',
  'servicequotas',
  'sns',
  'sqs',
  'ssm',
  'states',
  'sts',
  'tag',
] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/**
 * Who calls: a role (by a function or a state machine), a person's user, an AWS service, or nobody. A service that acts for a
 * resource (a rule, a topic, a route) names it in `sourceArn`: resource policies ask for it.
 */
export type Principal =
  | { kind: 'role'; arn: string; sessionName: string }
  | { kind: 'user'; arn: string }
  | { kind: 'service'; service: string; sourceArn?: string }
  | { kind: 'anonymous' };

export type Call = {
  readonly principal: Principal;
  readonly requestId: string;
  /** `wire`: an SDK in a world; `integration`: a state machine; `service`: another service of the twin; `person`: from outside. */
  readonly via: 'wire' | 'integration' | 'service' | 'person';
};

export type MaybePromise<T> = T | Promise<T>;

/**
 * An operation gets the API's input as the SDK for JavaScript spells it (Dates for timestamps, Uint8Array for blobs) and
 * answers its output, or throws AwsError. It is synchronous unless virtual time must pass before the answer.
 */
// biome-ignore lint/suspicious/noExplicitAny: each operation narrows to its SDK input type; the wire's codec has validated the shape.
export type Operation = (input: any, call: Call) => MaybePromise<object>;

/** What a service hands to the cloud. */
export type ServiceModule = {
  readonly name: ServiceName;
  readonly operations: Readonly<Record<string, Operation>>;
  /** CloudFormation resource types that this service makes. */
  readonly providers?: readonly ResourceProvider[];
  /** Joins the tagging API: what of this service exists now, tagged or not. */
  taggedResources?(): readonly TaggedResource[];
};

/** A resource as the tagging API sees it. `billable`: keeping it costs money even when nobody uses it. */
export type TaggedResource = { readonly arn: string; readonly tags: Readonly<Record<string, string>>; readonly billable: boolean };

export type ProviderContext = {
  readonly stackName: string;
  readonly stackId: string;
  readonly logicalId: string;
  /** The stack's tags and the resource's own, merged. */
  readonly tags: Readonly<Record<string, string>>;
  /** The role that acts (a service role, or whoever asked). */
  readonly principal: Principal;
  /** A physical name as CloudFormation makes them: stack-logicalId-RANDOM, at most `maxLength` long. */
  newName(maxLength?: number): string;
};

// biome-ignore lint/suspicious/noExplicitAny: template properties are JSON whose shape each provider checks.
export type Properties = Record<string, any>;

/** One row of the CloudFormation engine: how a resource type is made, changed and deleted in this cloud. */
export type ResourceProvider = {
  readonly type: string;
  /** `Ref` answers physicalId unless `ref` is given. Resolves when the resource is stable, after virtual time if it takes any. */
  create(properties: Properties, context: ProviderContext): MaybePromise<{ physicalId: string; ref?: string; attributes?: Properties }>;
  /** Changes in place; answers 'replace' when CloudFormation would replace. Absent: every change replaces. */
  update?(
    physicalId: string,
    properties: Properties,
    previous: Properties,
    context: ProviderContext,
  ): MaybePromise<{ ref?: string; attributes?: Properties } | 'replace'>;
  delete(physicalId: string, properties: Properties, context: ProviderContext): MaybePromise<void>;
  /**
   * The resource as it is now, in the terms of the template's properties, for drift detection; undefined when it is gone. A property
   * that is not in the answer is not compared. Absent: CloudFormation does not check resources of this type.
   */
  read?(physicalId: string, properties: Properties): Properties | undefined;
};

/** A bus event as EventBridge carries it; the cloud adds id, account, time, region, version. */
export type BusEvent = { source: string; 'detail-type': string; resources?: string[]; detail: Record<string, unknown> };

/** An embedded AWS account in one region. Services find each other only through `call`, `emit` and `signals`. */
export type Cloud = {
  readonly account: string;
  readonly region: string;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly journal: Journal;
  readonly facts: Facts;
  readonly signals: Signals;
  readonly network: Network;
  readonly faults: Faults;
  /** Calls an operation; journals it with its outcome; throws AwsError. Synchronous exactly when the operation is. */
  call(service: ServiceName, operation: string, input: object, principal: Principal, via?: Call['via']): MaybePromise<object>;
  /** The same for operations that answer at once, for services among themselves. */
  // biome-ignore lint/suspicious/noExplicitAny: the caller names the SDK's output type.
  callNow<T = any>(service: ServiceName, operation: string, input: object, principal?: Principal): T;
  /** Puts an AWS service's own event on the default bus (delays, losses and doubles are the bus's and the faults' business). */
  emit(event: BusEvent): void;
  /** The events service takes over the default bus. */
  connectBus(deliver: (event: BusEvent) => void): void;
  /** Who signs with which access key; the wire and the HTTP API look here. */
  readonly credentials: Credentials;
  /** Notes what the twin refused by name; the run cannot be judged then, whatever the caller made of the answer. */
  refuse(error: NotInTwinError): void;
  /** Everything refused so far, each once, in order. */
  refusals(): readonly string[];
  /** `service:Operation.Parameter` that was given and that the operation never read. */
  acceptedWithoutEffect(): readonly string[];
  /** What `cdk synth` left beside the templates: bundles, definitions, layer templates. */
  readonly assets: Assets;
  provider(type: string): ResourceProvider;
  add(module: ServiceModule): void;
  /** Work that runs in promises. `settle` waits until each is blocked on the clock or done. */
  readonly activity: Activity;
  /** Drains everything that can run now. */
  settle(): Promise<void>;
  /** Plays the clock up to `untilMs`. */
  runUntil(untilMs: number, isDone?: () => boolean): Promise<void>;
};

/** The published assets of a cloud assembly, by the bucket and key that the template names. */
export type Assets = {
  /** The folder of a bundle (a `zip` asset), not zipped. */
  directory(bucket: string, key: string): string | undefined;
  file(bucket: string, key: string): Uint8Array | undefined;
};

/** Decides whether a principal may; answers the error to give when it may not. IAM's evaluation plugs in here. */
export type Authorize = (principal: Principal, service: ServiceName, operation: string, input: object) => Error | undefined;

/** Running asynchronous work (an invocation): time may not move while one of them is neither blocked nor done. */
export type Activity = {
  /** `onStalled` is told when the work has nothing left that could ever wake it; without it the run fails. */
  begin(label: string, onStalled?: () => void): ActivityHandle;
};
export type ActivityHandle = {
  /** Counts one reason to wait: an armed virtual timer or an open call. Returns its release; calling it twice is harmless. */
  block(): () => void;
  end(): void;
};

/** Where a scenario or a test bends the world. Every decision is seeded and journaled by whoever acts on it. */
export type Faults = {
  /** An error to answer instead of the operation (throttles, 5xx), or undefined. */
  onCall(service: ServiceName, operation: string, input: object): Error | undefined;
  /** How an emitted event is delivered: extra delay in ms, and how many times (0 lost, 2 doubled). */
  onEmit(event: BusEvent): { delayMs: number; copies: number };
  /** A named switch that a service or the site's model reads, e.g. `rds:failover-never-ends`, `node:never-boots`; its setting or undefined. */
  read(name: string, subject?: string): string | number | boolean | undefined;
};

export const serviceArn = (cloud: Pick<Cloud, 'region' | 'account'>, service: string, resource: string): string =>
  `arn:aws:${service}:${cloud.region}:${cloud.account}:${resource}`;
