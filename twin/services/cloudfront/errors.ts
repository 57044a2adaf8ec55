import { AwsError } from '../../errors.ts';

export const invalidArgument = (message: string): AwsError => new AwsError('InvalidArgument', message, { statusCode: 400 });
/** CloudFront names each kind of thing that is not there. */
export const noSuch = (kind: string, id: string | undefined): AwsError =>
  new AwsError(`NoSuch${kind}`, `The specified ${kind} ${id} does not exist.`, { statusCode: 404 });
export const alreadyExists = (kind: string, name: string): AwsError =>
  new AwsError(`${kind}AlreadyExists`, `A ${kind} with the name ${name} already exists.`, { statusCode: 409 });
/** What something else still uses is not deleted. */
export const inUse = (shape: string, id: string): AwsError => new AwsError(shape, `${id} is in use.`, { statusCode: 409 });
