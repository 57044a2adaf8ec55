import { AwsError } from '../../errors.ts';

export const noZone = (id: string | undefined) =>
  new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, { statusCode: 404 });
export const noHealthCheck = (id: string | undefined) =>
  new AwsError('NoSuchHealthCheck', `A health check with id ${id} does not exist.`, { statusCode: 404 });
export const invalidInput = (message: string) => new AwsError('InvalidInput', message);
/** Every problem of a batch at once, in the brackets that AWS puts around them. */
export const invalidBatch = (problems: readonly string[]) => new AwsError('InvalidChangeBatch', `[${problems.join(', ')}]`);
