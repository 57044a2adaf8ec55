import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { onlyIf } from '../network/conditions.ts';
import { choose } from './parameters.ts';

/** What RDS does not take in a master password of MySQL. */
const excludeCharacters = '/@" \'\\';

export type MasterUser = { masterUsername: string; manageMasterUserPassword: boolean; masterUserPassword: string };

/**
 * The master user. RDS makes, keeps and rotates the password; but it refuses replicas of an instance whose password it manages
 * (RDS User Guide: limitations for Secrets Manager integration), so with replicas the stack makes a secret itself.
 */
export const masterUser = (
  scope: Construct,
  props: { site: string; username: string; hasReplicas: CfnCondition },
): { secret: CfnSecret; user: MasterUser } => {
  const secret = new CfnSecret(scope, 'Secret', {
    name: Fn.join('/', ['nines', props.site, 'database']),
    description: 'The master user of the database of the site',
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: props.username }),
      generateStringKey: 'password',
      passwordLength: 32,
      excludeCharacters,
    },
  });
  onlyIf(props.hasReplicas, secret);
  const password = Fn.join('', ['{{resolve:secretsmanager:', secret.ref, ':SecretString:password}}']);
  return {
    secret,
    user: {
      masterUsername: props.username,
      manageMasterUserPassword: choose<boolean>(props.hasReplicas, Aws.NO_VALUE as unknown as boolean, true),
      masterUserPassword: choose(props.hasReplicas, password),
    },
  };
};
