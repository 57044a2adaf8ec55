import type { Json } from '#language/asl/index.ts';
import type { MaybePromise, ServiceName } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { exceptionName, spelledMember } from '../../integrations/java-names.ts';
import { causeText, type Integrated, unusable } from '../../integrations/sdk-call.ts';
import { fromSpelled, SpellingError, toSpelled } from '../../integrations/spelling.ts';
import { modelOf } from '../../wire/model.ts';
import type { Shape } from '../../wire/shape.ts';
import type { RunTask } from './integrations.ts';
import { sdkMetadata } from './lambda-task.ts';

type Row = {
  service: ServiceName;
  operation: string;
  errorPrefix: string;
  generalError: string;
  prepare?: (input: Record<string, Json>, tools: RunTask) => Record<string, Json>;
};

const dynamo = (operation: string): Row => ({
  service: 'dynamodb',
  operation,
  errorPrefix: 'DynamoDB',
  generalError: 'AmazonDynamoDBException',
});

/** The optimized integrations beside Lambda and nested executions. Their errors are spelled as the SDK for Java 1 did. */
const OPTIMIZED: Readonly<Record<string, Row>> = {
  'dynamodb:getItem': dynamo('GetItem'),
  'dynamodb:putItem': dynamo('PutItem'),
  'dynamodb:updateItem': dynamo('UpdateItem'),
  'dynamodb:deleteItem': dynamo('DeleteItem'),
  'events:putEvents': {
    service: 'events',
    operation: 'PutEvents',
    errorPrefix: 'EventBridge',
    generalError: 'AmazonEventBridgeException',
    prepare: prepareEvents,
  },
  'sns:publish': {
    service: 'sns',
    operation: 'Publish',
    errorPrefix: 'SNS',
    generalError: 'AmazonSNSException',
    prepare: (input) => withText(input, 'Message'),
  },
  'sqs:sendMessage': {
    service: 'sqs',
    operation: 'SendMessage',
    errorPrefix: 'SQS',
    generalError: 'AmazonSQSException',
    prepare: (input) => withText(input, 'MessageBody'),
  },
};

export const isOptimized = (name: string): boolean => Object.hasOwn(OPTIMIZED, name);

/** Calls an optimized integration. */
export function callOptimized(tools: RunTask, name: string, input: Json): MaybePromise<Integrated> {
  const row = OPTIMIZED[name] as Row;
  const model = modelOf(row.service).operation(row.operation);
  let request: object;
  try {
    const parameters = input as Record<string, Json>;
    request = fromSpelled(model.input, row.prepare ? row.prepare(parameters, tools) : parameters) as object;
  } catch (error) {
    if (!(error instanceof SpellingError)) throw error;
    return unusable(input, error.message);
  }
  const failed = (error: unknown): Integrated => {
    if (!(error instanceof AwsError)) return { error: 'States.Runtime', cause: error instanceof Error ? error.message : String(error) };
    const modeled = modelOf(row.service).error(error.shape);
    return {
      error: `${row.errorPrefix}.${modeled ? exceptionName(modeled.name) : row.generalError}`,
      cause: causeText(error, row.errorPrefix, tools.random),
    };
  };
  const succeeded = (found: object): Integrated => {
    const failedCount = (found as { FailedEntryCount?: number }).FailedEntryCount ?? 0;
    const output = { ...(toSpelled(model.output, found) as object), ...sdkMetadata(tools, 200) };
    return failedCount > 0 ? { error: 'EventBridge.FailedEntry', cause: JSON.stringify(output) } : { output };
  };
  let answer: MaybePromise<object>;
  try {
    answer = tools.cloud.call(row.service, row.operation, request, tools.principal, 'integration');
  } catch (error) {
    return failed(error);
  }
  return answer instanceof Promise ? answer.then(succeeded, failed) : succeeded(answer);
}

/** The spelling of an optimized integration's parameters, for the check of a definition; undefined for unknown names. */
export function optimizedParameters(name: string): readonly string[] | undefined {
  const row = OPTIMIZED[name];
  return row
    ? modelOf(row.service)
        .operation(row.operation)
        .input.members.map((member) => spelledMember(member.name))
    : undefined;
}

/** The shape of an optimized integration's answer, for what stands for one in a test; undefined for unknown names. */
export const optimizedOutput = (name: string): Shape | undefined => {
  const row = OPTIMIZED[name];
  return row && modelOf(row.service).operation(row.operation).output;
};

/** JSON may stand where the API wants text. */
function withText(input: Record<string, Json>, field: string): Record<string, Json> {
  const value = input[field];
  return value === undefined || typeof value === 'string' ? input : { ...input, [field]: JSON.stringify(value) };
}

/** Step Functions names the execution and its machine among the event's resources. */
function prepareEvents(input: Record<string, Json>, tools: RunTask): Record<string, Json> {
  if (!Array.isArray(input.Entries)) return input;
  const own = [tools.names.machineArn, tools.names.executionArn];
  const entries = input.Entries.map((entry) => {
    const given = entry as Record<string, Json>;
    const resources = Array.isArray(given.Resources) ? given.Resources : [];
    return { ...withText(given, 'Detail'), Resources: [...resources, ...own] };
  });
  return { ...input, Entries: entries };
}
