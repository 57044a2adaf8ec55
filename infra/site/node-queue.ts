import { Aws, Fn, type IResolvable } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { either, isGiven } from './network/conditions.ts';
import { policyIf } from './node-profile.ts';

/** The queue of a site as its web nodes know it: they send, and take nothing out. The name is empty where there are no workers. */
export type SiteQueue = { environment: Record<string, string>; policy: IResolvable };

export const siteQueue = (scope: Construct, name: string): SiteQueue => {
  const hasQueue = isGiven(scope, 'HasQueue', name);
  const url = Fn.join('', ['https://sqs.', Aws.REGION, '.', Aws.URL_SUFFIX, '/', Aws.ACCOUNT_ID, '/', name]);
  return {
    environment: { NINES_QUEUE_URL: either(hasQueue, url, '') },
    policy: policyIf(hasQueue, 'work', {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: `arn:${Aws.PARTITION}:sqs:${Aws.REGION}:${Aws.ACCOUNT_ID}:${name}`,
    }),
  };
};
