import type { ValidateStateMachineDefinitionInput } from '@aws-sdk/client-sfn';
import { diagnose } from '#language/asl/index.ts';
import { AwsError } from '../../errors.ts';
import { taskProblems } from './check-definition.ts';
import type { MachineType } from './store.ts';

/** Diagnostics that are answered at most (API reference: ValidateStateMachineDefinition). */
const RESULTS_LIMIT = 100;

type Found = ReturnType<typeof diagnose>[number];

/** What would refuse a definition at its creation, and with severity WARNING also what only looks wrong. */
export function validateDefinition(input: ValidateStateMachineDefinitionInput): object {
  const { definition = '', type = 'STANDARD', severity = 'ERROR', maxResults } = input;
  const limit = maxResults === 0 || maxResults === undefined ? RESULTS_LIMIT : maxResults;
  if (limit < 0 || limit > RESULTS_LIMIT) throw new AwsError('ValidationException', `maxResults must be from 0 to ${RESULTS_LIMIT}`);
  const found = findingsOf(definition, type);
  const asked = found.filter((one) => severity === 'WARNING' || one.severity === 'ERROR');
  return {
    result: found.some((one) => one.severity === 'ERROR') ? 'FAIL' : 'OK',
    diagnostics: asked.slice(0, limit),
    truncated: asked.length > limit,
  };
}

/** The language's findings; where there is no error among them, also those of the integrations. */
function findingsOf(definition: string, type: MachineType): Found[] {
  const found = diagnose(definition, { type });
  if (found.some((one) => one.severity === 'ERROR')) return found;
  const problems = taskProblems(JSON.parse(definition));
  return [...found, ...problems.map((problem): Found => ({ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', ...problem }))];
}
