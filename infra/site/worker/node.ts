import { Aws, Fn, Token } from 'aws-cdk-lib';
import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { siteKeyName } from '../../names.ts';
import { mediaPolicy } from '../node-assets.ts';
import { nodeEnvironment, nodeLayers } from '../node-environment.ts';
import { nodeProfile, policyOf } from '../node-profile.ts';
import { nodeTemplate } from '../node-template.ts';
import { nodeImage } from '../web/image.ts';
import type { WebParameters } from '../web/parameters.ts';

export type WorkerNodeProps = { site: string; bootstrapScript: string; queue: CfnQueue; visibilitySeconds: number };

/** What a worker is launched with: a node like the others, that takes messages where the others take visitors. */
export const workerNode = (
  scope: Construct,
  parameters: WebParameters,
  { site, bootstrapScript, queue, visibilitySeconds }: WorkerNodeProps,
): CfnLaunchTemplate => {
  const layers = nodeLayers(parameters);
  const more = [mediaPolicy(scope, layers.media), policyOf('work', takesWork(queue))];
  return nodeTemplate(scope, {
    imageId: nodeImage(scope, parameters),
    instanceType: parameters.text('InstanceType'),
    securityGroupId: parameters.text('WorkerSecurityGroupId'),
    instanceProfileArn: nodeProfile(scope, layers.databaseSecretArn, siteKeyArn(site), layers.files, more).attrArn,
    bootstrapScript,
    environment: {
      ...nodeEnvironment(parameters, site, layers),
      NINES_ROLE: 'worker',
      NINES_QUEUE_URL: queue.ref,
      NINES_QUEUE_VISIBILITY_SECONDS: Token.asString(visibilitySeconds),
      // By its name: the web layer makes it while this one is being made, and the bootstrap waits for it.
      NINES_SITE_SECRET_ARN: siteKeyName(site),
    },
  });
};

/** Secrets Manager adds six characters to a name (Secrets Manager User Guide: IAM policy examples). */
const siteKeyArn = (site: string): string =>
  Fn.join('', [`arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:`, siteKeyName(site), '-??????']);

const takesWork = (queue: CfnQueue): object => ({
  Effect: 'Allow',
  Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:SendMessage'],
  Resource: queue.attrArn,
});
