import type { CreateHealthCheckRequest, HealthCheckConfig, UpdateHealthCheckRequest } from '@aws-sdk/client-route-53';
import type { Cloud } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { given } from '../../properties.ts';
import { refuseUnknown } from '../../refuse.ts';
import { invalidInput, noHealthCheck } from './errors.ts';
import { EndpointCheck } from './health-check.ts';

export type HealthCheck = {
  readonly id: string;
  readonly callerReference: string;
  readonly createdMs: number;
  config: HealthCheckConfig;
  version: number;
  readonly endpoint: EndpointCheck | undefined;
  /** Its status since when, oldest first. */
  readonly history: { atMs: number; isHealthy: boolean }[];
  tags: Record<string, string>;
};

const ENDPOINT_TYPES: readonly unknown[] = ['HTTP', 'HTTPS', 'HTTP_STR_MATCH', 'HTTPS_STR_MATCH'];
const ACTED =
  'Type IPAddress Port ResourcePath FullyQualifiedDomainName SearchString RequestInterval FailureThreshold MeasureLatency Inverted Disabled ' +
  'HealthThreshold ChildHealthChecks EnableSNI Regions';
/** What may change what an endpoint answers. */
const SIGNS = ['node:answers', 'ec2:instance', 'elb:target-health', 'rds:data-plane', 'dns:changed'] as const;
const INTERVALS: readonly unknown[] = [10, 30];

/** The health checks of the account: endpoints, and checks of checks. */
export class HealthChecks {
  readonly #cloud: Cloud;
  readonly #random;
  readonly #checks = new Map<string, HealthCheck>();

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('route53 health checks');
    for (const sign of SIGNS) {
      cloud.signals.on(sign, () => {
        for (const { endpoint } of this.#checks.values()) endpoint?.wake();
      });
    }
  }

  all(): HealthCheck[] {
    return [...this.#checks.values()];
  }

  find(id: string | undefined): HealthCheck {
    const found = this.#checks.get(id ?? '');
    if (!found) throw noHealthCheck(id);
    return found;
  }

  /** Whether a check says healthy now; a record with a check that is gone counts as healthy. */
  isHealthy(id: string): boolean {
    return this.#checks.get(id)?.history.at(-1)?.isHealthy ?? true;
  }

  create({ CallerReference = '', HealthCheckConfig: config }: CreateHealthCheckRequest): HealthCheck {
    if (!config) throw invalidInput('A health check needs a configuration.');
    if (this.all().some((other) => other.callerReference === CallerReference)) {
      throw new AwsError('HealthCheckAlreadyExists', 'A health check with the same caller reference exists.', { statusCode: 409 });
    }
    checkConfig(config);
    const id = this.#random.uuid();
    const { clock } = this.#cloud;
    const isEndpoint = ENDPOINT_TYPES.includes(config.Type);
    const endpoint = isEndpoint ? new EndpointCheck(this.#cloud, `health check ${id}`, config, () => this.#look()) : undefined;
    const made: HealthCheck = {
      id,
      callerReference: CallerReference,
      createdMs: clock.nowMs,
      config,
      version: 1,
      endpoint,
      history: [],
      tags: {},
    };
    this.#checks.set(id, made);
    this.#look();
    return made;
  }

  update({ HealthCheckId, HealthCheckVersion, ...changes }: UpdateHealthCheckRequest): HealthCheck {
    const found = this.find(HealthCheckId);
    if (HealthCheckVersion !== undefined && HealthCheckVersion !== found.version) {
      throw new AwsError('HealthCheckVersionMismatch', `The version is ${found.version}.`, { statusCode: 409 });
    }
    const config = { ...found.config, ...given(changes) } as HealthCheckConfig;
    checkConfig(config);
    found.config = config;
    found.version++;
    found.endpoint?.reconfigure(config);
    this.#look();
    return found;
  }

  delete(id: string | undefined): void {
    const found = this.find(id);
    found.endpoint?.end();
    this.#checks.delete(found.id);
    this.#look();
  }

  /** Notes what changed; a check of checks may change with another, so the round goes on until nothing does. */
  #look(): void {
    for (let round = 0; round <= this.#checks.size; round++) {
      const changed = this.all().filter((found) => this.#note(found));
      if (changed.length === 0) return;
    }
  }

  #note(found: HealthCheck): boolean {
    const { clock, journal, signals } = this.#cloud;
    const isHealthy = this.#statusOf(found);
    const before = found.history.at(-1)?.isHealthy;
    if (before === isHealthy) return false;
    found.history.push({ atMs: clock.nowMs, isHealthy });
    const told = (status: boolean | undefined): string => (status === undefined ? 'none' : status ? 'healthy' : 'unhealthy');
    journal.write('activity', { what: 'health-check', id: found.id, from: told(before), to: told(isHealthy) });
    signals.emit('cloudwatch:data', { namespace: 'AWS/Route53', metricName: 'HealthCheckStatus' });
    return true;
  }

  #statusOf({ config, endpoint }: HealthCheck): boolean {
    const isUp = config.Disabled || (endpoint ? endpoint.isHealthy : this.#childrenAreHealthy(config));
    return config.Inverted ? !isUp : isUp;
  }

  #childrenAreHealthy({ ChildHealthChecks: children = [], HealthThreshold: threshold = children.length }: HealthCheckConfig): boolean {
    return children.filter((child) => this.isHealthy(child)).length >= threshold;
  }
}

function checkConfig(config: HealthCheckConfig): void {
  const { Type: type, FullyQualifiedDomainName: name, IPAddress: address, SearchString: text, RequestInterval: interval = 30 } = config;
  if (type !== 'CALCULATED' && !ENDPOINT_TYPES.includes(type)) throw new NotInTwinError(`health checks of type ${type}`);
  refuseUnknown('a Route 53 health check', config, ACTED.split(' '));
  const { FailureThreshold: threshold = 3 } = config;
  if (type === 'CALCULATED') return;
  if (name === undefined && address === undefined) throw invalidInput('Either IPAddress or FullyQualifiedDomainName is required.');
  if (!INTERVALS.includes(interval)) throw invalidInput('RequestInterval must be 10 or 30.');
  if (threshold < 1 || threshold > 10) throw invalidInput('FailureThreshold must be from 1 to 10.');
  if ((text !== undefined) !== type?.endsWith('_STR_MATCH')) throw invalidInput('SearchString goes with the types of STR_MATCH.');
}
