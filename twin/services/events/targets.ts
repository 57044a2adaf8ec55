import type { Target } from '@aws-sdk/client-eventbridge';
import { inputTransformerProblems } from '#language/transformers/index.ts';
import type { Cloud } from '../../cloud.ts';
import { targetKindOf } from '../../delivery/send.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import { refuseUnknown } from '../../refuse.ts';
import { limitExceeded } from './buses.ts';
import type { Rule } from './rules.ts';

const KNOWN = ['Id', 'Arn', 'RoleArn', 'Input', 'InputPath', 'InputTransformer', 'SqsParameters', 'DeadLetterConfig', 'RetryPolicy'];
const TARGET_ID = /^[.\-_A-Za-z0-9]+$/;
const MAX_ID_LENGTH = 64;
const MIN_AGE_SECONDS = 60;
/** Entries of one PutTargets, at most (API reference). */
const MAX_ENTRIES = 10;

/** Checks targets as PutTargets does and adds or replaces them by their id. */
export function putTargets(cloud: Cloud, rule: Rule, targets: readonly Target[]): void {
  if (targets.length > MAX_ENTRIES)
    throw invalid(`Value at 'targets' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ENTRIES}`);
  targets.forEach((target, index) => {
    checkId(target, `targets.${index + 1}.member.id`);
    check(cloud, target);
  });
  const ids = new Set([...rule.targets.keys(), ...targets.map((target) => target.Id as string)]);
  if (ids.size > cloud.facts.value('events.ruleTargets')) throw limitExceeded();
  for (const target of targets) rule.targets.set(target.Id as string, target);
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

function checkId({ Id: id = '' }: Target, path: string): void {
  const refuse = (constraint: string): AwsError =>
    invalid(`1 validation error detected: Value '${id}' at '${path}' failed to satisfy constraint: Member must ${constraint}`);
  if (!TARGET_ID.test(id)) throw refuse('satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
  if (id.length > MAX_ID_LENGTH) throw refuse(`have length less than or equal to ${MAX_ID_LENGTH}`);
}

function check(cloud: Cloud, target: Target): void {
  refuseUnknown('a target of a rule', target, KNOWN);
  const { Id: id, Arn: arn = '', DeadLetterConfig: deadLetters } = target;
  if (arn === '') throw invalid(`Parameter Arn of target ${id} must be specified.`);
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined);
  if (inputs.length > 1) throw invalid(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  checkKind(cloud, target, arn, inputs.length > 0);
  if (target.Input !== undefined) checkInput(target.Input, id);
  if (target.InputTransformer) checkTransformer(target);
  if (deadLetters?.Arn?.endsWith('.fifo'))
    throw invalid(`Parameter DeadLetterConfig.Arn of target ${id} is not valid. Reason: FIFO queues are not supported.`);
  checkRetries(cloud, target);
}

function checkKind(cloud: Cloud, { Id: id, RoleArn: role }: Target, arn: string, hasInput: boolean): void {
  const kind = targetKindOf(arn);
  if (kind === 'states' && role === undefined) throw invalid(`RoleArn is required for target ${arn}.`);
  if (kind !== 'events') return;
  if (!arn.startsWith(`arn:aws:events:${cloud.region}:${cloud.account}:event-bus/`)) throw new NotInTwinError(`the target ${arn}`);
  if (hasInput) throw invalid(`Modifying the input for target ${id} is not supported`);
}

/** A fixed input is JSON, whatever the kind of the target. */
function checkInput(input: string, id: string | undefined): void {
  try {
    JSON.parse(input);
  } catch {
    throw invalid(`JSON syntax error in input for target ${id}: ${input}`);
  }
}

function checkTransformer({ Id: id, InputTransformer: transformer }: Target): void {
  const problems = inputTransformerProblems({
    inputPathsMap: transformer?.InputPathsMap ?? {},
    inputTemplate: transformer?.InputTemplate ?? '',
  });
  if (problems.length > 0) throw invalid(problems.map((problem) => problem.replace(/^(\w+) /, `$1 for target ${id} `)).join(' '));
}

function checkRetries(cloud: Cloud, { RetryPolicy: policy }: Target): void {
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = policy ?? {};
  if (attempts !== undefined && (attempts < 0 || attempts > cloud.facts.value('events.retryAttempts')))
    throw invalid(`MaximumRetryAttempts ${attempts} is out of range`);
  if (age !== undefined && (age < MIN_AGE_SECONDS || age > cloud.facts.valueMs('events.retryHours') / 1000))
    throw invalid(`MaximumEventAgeInSeconds ${age} is out of range`);
}
