import type { Cloud, Properties, ProviderContext, ResourceProvider } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { loadBundle } from '../../lambda/bundle.ts';
import { refuseUnknown } from '../../refuse.ts';
import { DEFAULT_EVENT_INVOKE, type FunctionSettings } from './function.ts';
import type { Functions } from './functions.ts';

const FUNCTION = 'AWS::Lambda::Function';
const FUNCTION_PROPERTIES =
  'Architectures Code DeadLetterConfig Description Environment FunctionName Handler LoggingConfig MemorySize ReservedConcurrentExecutions Role Runtime Tags Timeout TracingConfig';
const RUNTIMES = ['nodejs24.x', 'nodejs22.x'];

/** AWS::Lambda::Function, Permission and EventInvokeConfig. */
export const lambdaProviders = (cloud: Cloud, functions: Functions): ResourceProvider[] => [
  {
    type: FUNCTION,
    create(properties, context) {
      const name = properties.FunctionName ?? context.newName(64);
      const fn = functions.create(name, settingsOf(cloud, name, properties, context));
      return { physicalId: fn.name, attributes: { Arn: fn.arn } };
    },
    update(physicalId, properties, previous, context) {
      if (properties.FunctionName !== previous.FunctionName) return 'replace';
      const fn = functions.find(physicalId);
      functions.change(fn, settingsOf(cloud, physicalId, properties, context));
      return { attributes: { Arn: fn.arn } };
    },
    delete: (physicalId) => functions.delete(physicalId),
  },
  permissionProvider(functions),
  eventInvokeProvider(functions),
];

function settingsOf(cloud: Cloud, name: string, properties: Properties, context: ProviderContext): FunctionSettings {
  refuseUnknown(FUNCTION, properties, FUNCTION_PROPERTIES.split(' '));
  refuseUnknown(`${FUNCTION} Code`, properties.Code, ['S3Bucket', 'S3Key']);
  refuseUnknown(`${FUNCTION} LoggingConfig`, properties.LoggingConfig ?? {}, ['LogFormat', 'LogGroup']);
  if (!RUNTIMES.includes(properties.Runtime)) {
    throw new AwsError('InvalidParameterValueException', `The runtime parameter of ${properties.Runtime} is not supported for ${name}`);
  }
  const { S3Bucket, S3Key } = properties.Code;
  const directory = cloud.assets.directory(S3Bucket, S3Key);
  if (directory === undefined) {
    throw new AwsError('InvalidParameterValueException', `Error occurred while GetObject. S3 Error Code: NoSuchKey: ${S3Bucket}/${S3Key}`);
  }
  const reserved = properties.ReservedConcurrentExecutions;
  return {
    bundle: loadBundle(directory, properties.Handler),
    handler: properties.Handler,
    runtime: properties.Runtime,
    architecture: properties.Architectures?.[0] ?? 'x86_64',
    roleArn: properties.Role,
    timeoutSeconds: Number(properties.Timeout ?? DEFAULT_TIMEOUT_SECONDS),
    memoryMb: Number(properties.MemorySize ?? DEFAULT_MEMORY_MB),
    environment: properties.Environment?.Variables ?? {},
    deadLetterArn: properties.DeadLetterConfig?.TargetArn,
    reservedConcurrency: reserved === undefined ? undefined : Number(reserved),
    tracing: properties.TracingConfig?.Mode === 'Active' ? 'Active' : 'PassThrough',
    logGroup: properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    logFormat: properties.LoggingConfig?.LogFormat === 'JSON' ? 'JSON' : 'Text',
    description: properties.Description ?? '',
    tags: context.tags,
  };
}

/** Lambda's documented defaults. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

const permissionProvider = (functions: Functions): ResourceProvider => ({
  type: 'AWS::Lambda::Permission',
  create(properties, context) {
    refuseUnknown('AWS::Lambda::Permission', properties, ['Action', 'FunctionName', 'Principal', 'SourceArn', 'SourceAccount']);
    const statementId = context.newName(100);
    functions.find(properties.FunctionName).permissions.set(statementId, {
      statementId,
      action: properties.Action,
      principal: properties.Principal,
      sourceArn: properties.SourceArn,
      sourceAccount: properties.SourceAccount,
    });
    return { physicalId: statementId };
  },
  delete(physicalId, properties) {
    functions.find(properties.FunctionName).permissions.delete(physicalId);
  },
});

const eventInvokeProvider = (functions: Functions): ResourceProvider => {
  const put = (properties: Properties): void => {
    refuseUnknown('AWS::Lambda::EventInvokeConfig', properties, [
      'FunctionName',
      'Qualifier',
      'MaximumRetryAttempts',
      'MaximumEventAgeInSeconds',
      'DestinationConfig',
    ]);
    functions.find(properties.FunctionName, properties.Qualifier).eventInvoke = {
      maximumRetryAttempts: Number(properties.MaximumRetryAttempts ?? DEFAULT_EVENT_INVOKE.maximumRetryAttempts),
      maximumEventAgeSeconds: Number(properties.MaximumEventAgeInSeconds ?? DEFAULT_EVENT_INVOKE.maximumEventAgeSeconds),
      onFailure: properties.DestinationConfig?.OnFailure?.Destination,
      onSuccess: properties.DestinationConfig?.OnSuccess?.Destination,
    };
  };
  return {
    type: 'AWS::Lambda::EventInvokeConfig',
    create(properties, context) {
      put(properties);
      return { physicalId: context.newName() };
    },
    update(_, properties, previous) {
      if (properties.FunctionName !== previous.FunctionName) return 'replace';
      put(properties);
      return {};
    },
    delete(_, properties) {
      functions.find(properties.FunctionName).eventInvoke = undefined;
    },
  };
};
