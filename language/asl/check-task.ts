import type { Check, Spot } from './check-spot.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Resource } from './model.ts';
import { parseResource } from './resource.ts';

/** Integrations that answer at once and so have no `.sync` (Step Functions: integrate-optimized). */
const WITHOUT_SYNC = ['lambda', 'sns', 'sqs', 'dynamodb', 'events', 'apigateway'];
/** Integrations that hand no task token on (the same table). */
const WITHOUT_TOKEN = [
  ...['athena', 'batch', 'codebuild', 'elasticmapreduce', 'emr-containers', 'emr-serverless'],
  ...['glue', 'databrew', 'mediaconvert', 'sagemaker', 'dynamodb'],
];

/** Request fields that the service asks for when a machine is made. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'lambda:invoke': ['FunctionName'],
  'sqs:sendMessage': ['QueueUrl', 'MessageBody'],
  'sns:publish': ['Message'],
  'dynamodb:putItem': ['TableName', 'Item'],
  'dynamodb:getItem': ['TableName', 'Key'],
  'states:startExecution': ['StateMachineArn'],
  'events:putEvents': ['Entries'],
};

/** Resource: an ARN of a function, an activity, or an integration with a pattern that it has. */
export const resource: Check = (value, spot) => {
  if (typeof value !== 'string') spot.error('Expected value of type [STRING]');
  else if (!value.startsWith('arn:')) spot.error('Value is not a valid resource ARN');
  else checkArn(value, spot);
};

function checkArn(text: string, spot: Spot): void {
  const parsed = parseResource(text);
  if (parsed === undefined || !hasPattern(parsed)) {
    const reason = 'The value is not a valid resource ARN, or the resource is not available in this region.';
    spot.error(`The resource provided ${text} is not recognized. ${reason}`);
  } else if (spot.setting.express) checkExpress(parsed, spot);
}

function hasPattern({ service, action }: Resource): boolean {
  if (action.endsWith('.sync:2')) return service === 'states';
  if (action.endsWith('.sync')) return !WITHOUT_SYNC.includes(service) && !service.startsWith('aws-sdk:');
  return !action.endsWith('.waitForTaskToken') || !WITHOUT_TOKEN.includes(service);
}

function checkExpress({ kind, action }: Resource, spot: Spot): void {
  if (kind === 'activity') spot.error('Express state machine does not support Activity ARN');
  const pattern = /\.(sync|waitForTaskToken)/.exec(action)?.[0];
  if (pattern !== undefined) spot.error(`Express state machine does not support '${pattern}' service integration`);
}

/** What concerns several fields of a Task. */
export function checkTask(state: JsonObject, spot: Spot): void {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
    spot.at('HeartbeatSeconds').error('Value must be smaller than TimeoutSeconds');
  const parsed = typeof state.Resource === 'string' ? parseResource(state.Resource) : undefined;
  if (parsed === undefined) return;
  if (parsed.kind === 'activity' && state.Credentials !== undefined)
    spot.at('Credentials').error("The field 'Credentials' is not supported for activities");
  if (parsed.kind === 'service') checkRequest(state, parsed, spot);
}

function checkRequest(state: JsonObject, { text, service, action }: Resource, spot: Spot): void {
  const field = spot.setting.jsonata ? 'Arguments' : 'Parameters';
  const request = state[field];
  if (request === undefined) spot.at('Resource').error(`${field} field is required for resource ARN: ${text}`);
  if (!isObject(request)) return;
  for (const name of REQUIRED[`${service}:${action.split('.')[0]}`] ?? []) requireField(request, name, spot.at(field));
}

/** Credentials name the role that the task takes on. */
export const credentials: Check = (value, spot) => {
  if (isObject(value)) requireField(value, 'RoleArn', spot);
  else spot.error('Expected value of type [OBJECT]');
};

function requireField(value: JsonObject, name: string, spot: Spot): void {
  const isThere = value[name] !== undefined || (!spot.setting.jsonata && value[`${name}.$`] !== undefined);
  if (!isThere) spot.error(`The field '${name}' is required but was missing`);
}
