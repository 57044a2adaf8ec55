import type { TestEventPatternRequest } from '@aws-sdk/client-eventbridge';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import type { RuleStore } from './rules.ts';

/** Fields that an event must have here (API reference: TestEventPattern). */
const MANDATORY = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

/** TestEventPattern: whether a pattern matches an event, both as text. */
export const testEventPattern = (rules: RuleStore): Operation =>
  taking('events:TestEventPattern', 'EventPattern Event', (input: TestEventPatternRequest) => {
    const pattern = rules.pattern(input.EventPattern ?? '');
    return { Result: pattern.matches(readEvent(input.Event ?? '')) };
  });

function readEvent(text: string): object {
  const invalid = (reason: string): AwsError => new AwsError('ValidationException', `Parameter Event is not valid. Reason: ${reason}`);
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw invalid('it is not valid JSON.');
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) throw invalid('it is not a JSON object.');
  const missing = MANDATORY.filter((name) => !Object.hasOwn(event, name));
  if (missing.length > 0) throw invalid(`it has no ${missing.join(', ')}.`);
  return event;
}
