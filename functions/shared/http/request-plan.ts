import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { SiteSpec } from '#domain/site-spec.ts';
import { patientLambda } from '../clients/patient-lambda.ts';
import { environmentOf } from '../environment.ts';
import { NinesError, TransientError } from '../errors.ts';

const environment = environmentOf('functionArnPrefix');

/** Asks for a site's plan and waits for it. The planner has a role of its own, so that the door may not look at what it looks at. */
export async function requestPlan(spec: SiteSpec): Promise<unknown> {
  const { FunctionError: failure, Payload } = await patientLambda.send(
    new InvokeCommand({
      FunctionName: `${environment().functionArnPrefix}plan-request`,
      InvocationType: 'RequestResponse',
      Payload: Buffer.from(JSON.stringify({ spec })),
    }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  if (failure === undefined) return answer;
  const { errorType = 'Error', errorMessage = '' } = (answer ?? {}) as { errorType?: string; errorMessage?: string };
  if (errorType === 'TransientError') throw new TransientError(errorMessage);
  throw new NinesError(`The planner failed: ${errorType}: ${errorMessage}`);
}
