import { AwsError } from '../../errors.ts';

export const noSuchBucket = (): AwsError => new AwsError('NoSuchBucket', 'The specified bucket does not exist', { statusCode: 404 });
export const noSuchKey = (): AwsError => new AwsError('NoSuchKey', 'The specified key does not exist.', { statusCode: 404 });
/** A HEAD has no body to say more in. */
export const notFound = (): AwsError => new AwsError('NotFound', 'Not Found', { statusCode: 404 });
export const locked = (): AwsError =>
  new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', { statusCode: 403 });
export const preconditionFailed = (): AwsError =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', { statusCode: 412 });
export const badRequest = (shape: string, message: string): AwsError => new AwsError(shape, message, { statusCode: 400 });
