import { InvokeCommand } from '@aws-sdk/client-lambda';
import { patientLambda } from '../clients/patient-lambda.ts';
import { environmentOf } from '../environment.ts';
import { NinesError, TransientError } from '../errors.ts';

const environment = environmentOf('functionArnPrefix');

/** Asks another function and waits for its answer: it has a role of its own, so that a door may not look at what it looks at. */
export async function askFunction(name: string, payload: unknown): Promise<unknown> {
  const { FunctionError: failure, Payload } = await patientLambda.send(
    new InvokeCommand({
      FunctionName: `${environment().functionArnPrefix}${name}`,
      InvocationType: 'RequestResponse',
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  if (failure === undefined) return answer;
  const { errorType = 'Error', errorMessage = '' } = (answer ?? {}) as { errorType?: string; errorMessage?: string };
  if (errorType === 'TransientError') throw new TransientError(errorMessage);
  throw new NinesError(`${name} failed: ${errorType}: ${errorMessage}`);
}
