import { type Cloud, type Principal, type Properties, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { FunctionSettings, LambdaFunction } from './function.ts';
import type { EnvironmentPool } from './pool.ts';

const FUNCTION_NAME = /^(?:arn:aws:lambda:[^:]+:\d+:function:|\d+:function:|function:)?([^:]+)(?::(.+))?$/;

/** The functions of the account by name. */
export class Functions {
  readonly #cloud: Cloud;
  readonly #pool: EnvironmentPool;
  readonly #functions = new Map<string, LambdaFunction>();

  constructor(cloud: Cloud, pool: EnvironmentPool) {
    this.#cloud = cloud;
    this.#pool = pool;
  }

  all(): LambdaFunction[] {
    return [...this.#functions.values()];
  }

  /** By name, ARN or partial ARN; of qualifiers only `$LATEST` is there. */
  find(nameOrArn: string, qualifier?: string): LambdaFunction {
    const [, name = '', inName] = FUNCTION_NAME.exec(nameOrArn) ?? [];
    const found = this.#functions.get(name);
    const version = qualifier ?? inName ?? '$LATEST';
    if (!found || version !== '$LATEST') {
      const arn = serviceArn(this.#cloud, 'lambda', `function:${name}${version === '$LATEST' ? '' : `:${version}`}`);
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, { statusCode: 404 });
    }
    return found;
  }

  create(name: string, settings: FunctionSettings): LambdaFunction {
    if (this.#functions.has(name)) {
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`, { statusCode: 409 });
    }
    const roleName = settings.roleArn.slice(settings.roleArn.lastIndexOf('/') + 1);
    const principal: Principal = {
      kind: 'role',
      arn: `arn:aws:sts::${this.#cloud.account}:assumed-role/${roleName}/${name}`,
      sessionName: name,
    };
    const fn: LambdaFunction = {
      name,
      arn: serviceArn(this.#cloud, 'lambda', `function:${name}`),
      principal,
      keys: this.#cloud.credentials.issue(principal),
      permissions: new Map(),
      settings,
      eventInvoke: undefined,
      lastModified: this.#now(),
    };
    this.#functions.set(name, fn);
    return fn;
  }

  change(fn: LambdaFunction, settings: FunctionSettings): void {
    fn.settings = settings;
    fn.lastModified = this.#now();
    this.#pool.drop(fn);
  }

  delete(name: string): void {
    const fn = this.find(name);
    this.#pool.drop(fn);
    this.#functions.delete(fn.name);
  }

  #now(): string {
    return new Date(this.#cloud.clock.nowMs).toISOString().replace('Z', '+0000');
  }
}

/** What GetFunctionConfiguration says of a function. */
export function configurationOf(fn: LambdaFunction): Properties {
  const { settings } = fn;
  return {
    FunctionName: fn.name,
    FunctionArn: fn.arn,
    Runtime: settings.runtime,
    Role: settings.roleArn,
    Handler: settings.handler,
    Description: settings.description,
    Timeout: settings.timeoutSeconds,
    MemorySize: settings.memoryMb,
    LastModified: fn.lastModified,
    Version: '$LATEST',
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: [settings.architecture],
    Environment: { Variables: { ...settings.environment } },
    TracingConfig: { Mode: settings.tracing },
    LoggingConfig: { LogFormat: settings.logFormat, LogGroup: settings.logGroup },
    ...(settings.deadLetterArn ? { DeadLetterConfig: { TargetArn: settings.deadLetterArn } } : {}),
  };
}
