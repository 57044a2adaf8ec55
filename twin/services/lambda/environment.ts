import type { Cloud } from '../../cloud.ts';
import { World } from '../../lambda/world.ts';
import type { Random } from '../../random.ts';
import type { LambdaFunction } from './function.ts';
import { type LogWriter, logWriter } from './log-lines.ts';

/** An execution environment: a world and what the service knows of it. */
export type Environment = {
  readonly logStreamName: string;
  readonly variables: Record<string, string>;
  readonly random: Random;
  readonly log: LogWriter;
  world: World | undefined;
  idleSinceMs: number;
};

/** A fresh environment; its world is made when its virtual start has passed. */
export function newEnvironment(cloud: Cloud, fn: LambdaFunction, random: Random): Environment {
  const day = new Date(cloud.clock.nowMs).toISOString().slice(0, 10).replaceAll('-', '/');
  const logStreamName = `${day}/[$LATEST]${random.hex(32)}`;
  return {
    logStreamName,
    variables: runtimeVariables(cloud, fn, logStreamName),
    random,
    log: logWriter(cloud, fn, logStreamName),
    world: undefined,
    idleSinceMs: 0,
  };
}

export function startWorld(cloud: Cloud, fn: LambdaFunction, environment: Environment): World {
  const world = new World({
    cloud,
    bundle: fn.settings.bundle,
    random: environment.random,
    environment: environment.variables,
    functionName: fn.name,
    memoryMb: fn.settings.memoryMb,
    write: environment.log.write,
  });
  environment.world = world;
  return world;
}

/** Lambda's own variables (and nothing of the host's), then the function's. */
function runtimeVariables(cloud: Cloud, fn: LambdaFunction, logStreamName: string): Record<string, string> {
  const { settings, keys } = fn;
  return {
    AWS_REGION: cloud.region,
    AWS_DEFAULT_REGION: cloud.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${settings.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(settings.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: settings.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStreamName,
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
    LAMBDA_TASK_ROOT: '/var/task',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: ':UTC',
    _HANDLER: settings.handler,
    ...(settings.logFormat === 'JSON' ? { AWS_LAMBDA_LOG_FORMAT: 'JSON' } : {}),
    ...settings.environment,
  };
}
