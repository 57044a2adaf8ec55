import type { Call, Cloud, ServiceModule } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';

/** STS: who am I. */
export function createSts(cloud: Cloud): ServiceModule {
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: (_input, { principal }: Call) => {
        if (principal.kind !== 'role' && principal.kind !== 'user')
          throw new AwsError('AccessDenied', 'Not a caller with an identity', { statusCode: 403 });
        const userId = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
        return {
          Account: cloud.account,
          Arn: principal.arn,
          UserId: principal.kind === 'role' ? `AROATWIN:${userId}` : `AIDATWIN${userId}`,
        };
      },
    },
  };
}
