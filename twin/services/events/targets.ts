import type { Target } from '@aws-sdk/client-eventbridge';
import { inputTransformerProblems } from '#language/transformers/index.ts';
import type { Cloud } from '../../cloud.ts';
import { targetKindOf } from '../../delivery/send.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Rule } from './store.ts';

const KNOWN = new Set([
  'Id',
  'Arn',
  'RoleArn',
  'Input',
  'InputPath',
  'InputTransformer',
  'SqsParameters',
  'DeadLetterConfig',
  'RetryPolicy',
]);
const MIN_AGE_SECONDS = 60;

/** Checks targets as PutTargets does and adds or replaces them by their id. */
export function putTargets(cloud: Cloud, rule: Rule, targets: readonly Target[]): void {
  for (const target of targets) check(cloud, target);
  const ids = new Set([...rule.targets.keys(), ...targets.map((target) => target.Id as string)]);
  const limit = cloud.facts.value('events.ruleTargets');
  if (ids.size > limit)
    throw new AwsError('LimitExceededException', `The requested resource exceeds the maximum number allowed: ${limit} targets a rule.`);
  for (const target of targets) rule.targets.set(target.Id as string, target);
}

function check(cloud: Cloud, target: Target): void {
  const refuse = (message: string): never => {
    throw new AwsError('ValidationException', message);
  };
  for (const [name, value] of Object.entries(target))
    if (value !== undefined && !KNOWN.has(name)) throw new NotInTwinError(`the target parameter events ${name}`);
  if (!target.Id || !target.Arn) refuse('Parameters Id and Arn of a target must be specified.');
  const inputs = [target.Input, target.InputPath, target.InputTransformer].filter((input) => input !== undefined);
  if (inputs.length > 1) refuse(`Only one of Input, InputPath, or InputTransformer must be provided for target ${target.Id}.`);
  if (targetKindOf(target.Arn as string) === 'states' && target.RoleArn === undefined)
    refuse(`RoleArn is required for target ${target.Arn}.`);
  if (target.InputTransformer) {
    const problems = inputTransformerProblems({
      inputPathsMap: target.InputTransformer.InputPathsMap ?? {},
      inputTemplate: target.InputTransformer.InputTemplate ?? '',
    });
    if (problems.length > 0) refuse(`Invalid InputTransformer for target ${target.Id} : ${problems.join(' ')}`);
  }
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: age } = target.RetryPolicy ?? {};
  if (attempts !== undefined && (attempts < 0 || attempts > cloud.facts.value('events.retryAttempts')))
    refuse(`MaximumRetryAttempts ${attempts} is out of range`);
  if (age !== undefined && (age < MIN_AGE_SECONDS || age > cloud.facts.valueMs('events.retryHours') / 1000))
    refuse(`MaximumEventAgeInSeconds ${age} is out of range`);
}
