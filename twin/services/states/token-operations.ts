import type { SendTaskFailureInput, SendTaskHeartbeatInput, SendTaskSuccessInput } from '@aws-sdk/client-sfn';
import type { Json } from '#language/asl/index.ts';
import type { Operation } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { TaskTokens } from './tokens.ts';

/** How whoever got a task's token answers it. */
export function tokenOperations(tokens: TaskTokens): Record<string, Operation> {
  return {
    SendTaskSuccess: (input: SendTaskSuccessInput) => {
      tokens.succeed(input.taskToken, parseOutput(input.output));
      return {};
    },
    SendTaskFailure: (input: SendTaskFailureInput) => {
      tokens.fail(input.taskToken, input.error, input.cause);
      return {};
    },
    SendTaskHeartbeat: (input: SendTaskHeartbeatInput) => {
      tokens.heartbeat(input.taskToken);
      return {};
    },
  };
}

/** The longest output of a task (Developer Guide: service-quotas). */
const MAX_OUTPUT_BYTES = 262_144;

function parseOutput(output: string | undefined): Json {
  if (Buffer.byteLength(output ?? '') > MAX_OUTPUT_BYTES)
    throw new AwsError('InvalidOutput', `Invalid Output: 'The output is longer than ${MAX_OUTPUT_BYTES} bytes'`);
  try {
    return JSON.parse(output ?? '') as Json;
  } catch (error) {
    throw new AwsError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
  }
}
