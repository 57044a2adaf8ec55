import type { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { siteKeyName } from '../../names.ts';
import { mediaPolicy } from '../node-assets.ts';
import { nodeEnvironment, nodeLayers } from '../node-environment.ts';
import { nodeProfile, policyIf } from '../node-profile.ts';
import { siteQueue } from '../node-queue.ts';
import { nodeTemplate } from '../node-template.ts';
import { nodeImage } from './image.ts';
import { safeOrEmpty, type WebParameters } from './parameters.ts';
import type { Sessions } from './sessions.ts';

export type NodeProps = { site: string; healthPath: string; bootstrapScript: string; sessions: Sessions };

/** Makes launch templates of the site's nodes, of any type: they have one identity, one script, and know the same of their site. */
export const node = (
  scope: Construct,
  parameters: WebParameters,
  { site, healthPath, bootstrapScript, sessions }: NodeProps,
): ((id: string, instanceType: string) => CfnLaunchTemplate) => {
  const layers = nodeLayers(parameters);
  const key = siteKey(scope, site);
  const queue = siteQueue(scope, safeOrEmpty(parameters, 'QueueName'));
  const common = {
    imageId: nodeImage(scope, parameters),
    securityGroupId: parameters.text('WebSecurityGroupId'),
    instanceProfileArn: nodeProfile(scope, layers.databaseSecretArn, key.ref, layers.files, [
      sessionsPolicy(sessions),
      mediaPolicy(scope, layers.media),
      queue.policy,
    ]).attrArn,
    bootstrapScript,
    environment: {
      ...nodeEnvironment(parameters, site, layers),
      ...queue.environment,
      NINES_SITE_URL: safeOrEmpty(parameters, 'SiteUrl'),
      NINES_HEALTH_PATH: healthPath,
      NINES_SITE_SECRET_ARN: key.ref,
      NINES_SESSIONS: sessions.kind,
      NINES_SESSIONS_TABLE: sessions.tableName,
    },
  };
  return (id, instanceType) => nodeTemplate(scope, { ...common, instanceType }, id);
};

/** Read, written and taken away by its key, and nothing else. */
const sessionsPolicy = ({ condition, table }: Sessions) =>
  policyIf(condition, 'sessions', {
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
    Resource: table.attrArn,
  });

/** Signs the requests of the probe, and is the root of the site's salts: made once, never seen by anybody. */
const siteKey = (scope: Construct, site: string): CfnSecret =>
  new CfnSecret(scope, 'SiteKey', {
    name: siteKeyName(site),
    description: 'The key of a site: its deep page answers who signs with it',
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
