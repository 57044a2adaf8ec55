import { LambdaClient } from '@aws-sdk/client-lambda';
import { CLIENT_SETTINGS } from './settings.ts';

/** A function that is waited for answers within its own timeout, which stays below the 30 s of the HTTP API; asking twice would run it twice. */
export const patientLambda = new LambdaClient({
  maxAttempts: 1,
  requestHandler: { ...CLIENT_SETTINGS.requestHandler, requestTimeout: 28_500 },
});
