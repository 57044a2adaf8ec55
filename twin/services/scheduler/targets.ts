import type { Target } from '@aws-sdk/client-scheduler';
import type { Cloud } from '../../cloud.ts';
import { targetKindOf } from '../../delivery/send.ts';
import { AwsError } from '../../errors.ts';
import { sdkOperation, sdkRequest } from '../../integrations/sdk-call.ts';
import { SpellingError, spelledMembers } from '../../integrations/spelling.ts';
import { refuseUnknown } from '../../refuse.ts';
import { invalid } from './store.ts';

const TARGET_KEYS = ['Arn', 'RoleArn', 'Input', 'DeadLetterConfig', 'RetryPolicy', 'SqsParameters', 'EventBridgeParameters'];
const UNIVERSAL = /^arn:aws:scheduler:::aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)$/;
/** Actions that only read are no targets (Scheduler User Guide: managing-targets-universal, unsupported actions). */
const UNSUPPORTED = new RegExp(
  `^(${[
    ...['get', 'describe', 'list', 'poll', 'receive', 'search', 'scan', 'query', 'select', 'read', 'lookup', 'discover', 'validate'],
    ...['batchGet', 'batchDescribe', 'batchRead', 'transactGet', 'adminGet', 'adminList', 'testMigration', 'retrieve'],
    ...['testConnection', 'translateDocument', 'isAuthorized', 'invokeModel'],
  ].join('|')})`,
);
const DEAD_LETTER_ARN = /^arn:aws(-[a-z]+)?:sqs:[a-z0-9-]+:\d{12}:[a-zA-Z0-9\-_]+$/;
const MIN_AGE_SECONDS = 60;

/** The service and action of a universal target, or undefined for a templated one. */
export function universalTarget(targetArn: string): { service: string; action: string } | undefined {
  const [, service, action] = UNIVERSAL.exec(targetArn) ?? [];
  return service === undefined || action === undefined ? undefined : { service, action };
}

/** Checks a target as CreateSchedule does; what the twin does not act on it refuses by name. */
export function checkTarget(cloud: Cloud, target: Target): void {
  refuseUnknown('a target of a schedule', target, TARGET_KEYS);
  if (!target.Arn || !target.RoleArn) throw invalid('A target needs its Arn and the RoleArn of its execution role');
  const universal = universalTarget(target.Arn);
  const inputBytes = new TextEncoder().encode(target.Input ?? '').length;
  if (inputBytes > cloud.facts.value('scheduler.inputBytes'))
    throw invalid(`The Input of the target has ${inputBytes} bytes, which is too long`);
  if (universal) checkUniversal(universal, target.Input);
  else checkTemplated(target, target.Arn);
  checkRole(cloud, target.RoleArn);
  const deadLetters = target.DeadLetterConfig?.Arn;
  if (deadLetters !== undefined && !DEAD_LETTER_ARN.test(deadLetters)) {
    const problem = `Value '${deadLetters}' at 'target.deadLetterConfig.arn' failed to satisfy constraint`;
    throw invalid(`1 validation error detected: ${problem}: Member must satisfy regular expression pattern: ${DEAD_LETTER_ARN.source}`);
  }
  checkRetries(cloud, target);
}

function checkTemplated(target: Target, arn: string): void {
  const kind = targetKindOf(arn);
  if (kind === 'states' || kind === 'events') readInput(target.Input ?? '{}');
  const { DetailType: detailType, Source: source } = target.EventBridgeParameters ?? {};
  if (kind === 'events' && !(detailType && source))
    throw invalid('EventBridgeParameters with DetailType and Source are required for this target');
  if (kind === 'events' && source?.startsWith('aws.')) throw invalid(`The source ${source} is reserved for services of AWS`);
}

function checkUniversal(universal: { service: string; action: string }, input: string | undefined): void {
  const { service, action } = universal;
  const { input: shape } = sdkOperation(service, action);
  if (UNSUPPORTED.test(action)) throw invalid(`The action ${service}:${action} only reads; universal targets do not support it`);
  const parameters = readInput(input ?? '{}');
  const given = Object.keys(Object(parameters));
  const required = new Set(shape.requiredMembers.map((member) => member.name));
  const missing = [...spelledMembers(shape)].flatMap(([name, member]) =>
    required.has(member.name) && !given.includes(name) ? [name] : [],
  );
  if (missing.length > 0) {
    throw invalid(`Invalid RequestJson provided. Reason Request payload is missing the following field(s): ${missing.join(', ')}.`);
  }
  try {
    sdkRequest(universal, parameters);
  } catch (error) {
    if (error instanceof SpellingError)
      throw invalid(`Invalid RequestJson provided. Reason ${error.message.replace(' by Step Functions', '')}.`);
    throw error;
  }
}

/** Context attributes stand in strings, so the input is JSON with them and without. */
function readInput(input: string): unknown {
  try {
    return JSON.parse(input);
  } catch {
    throw invalid('Invalid request provided: the Input of the target must be valid JSON');
  }
}

function checkRetries(cloud: Cloud, { RetryPolicy: policy }: Target): void {
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = policy ?? {};
  if (attempts !== undefined && (attempts < 0 || attempts > cloud.facts.value('scheduler.retryAttempts')))
    throw invalid(`MaximumRetryAttempts ${attempts} is out of range`);
  if (age !== undefined && (age < MIN_AGE_SECONDS || age > cloud.facts.value('scheduler.retryAge')))
    throw invalid(`MaximumEventAgeInSeconds ${age} is out of range`);
}

/** The service must be allowed to take the role on, or the schedule is refused at once. */
function checkRole(cloud: Cloud, roleArn: string): void {
  const refused = invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  let trust: string;
  try {
    trust = cloud.callNow('iam', 'GetRole', { RoleName: roleArn.slice(roleArn.lastIndexOf('/') + 1) }).Role.AssumeRolePolicyDocument;
  } catch (error) {
    if (error instanceof AwsError) throw refused;
    throw error;
  }
  if (!decodeURIComponent(trust).includes('scheduler.amazonaws.com')) throw refused;
}
