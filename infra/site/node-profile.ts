import { Aws, CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnInstanceProfile, CfnRole, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { nodeBoundaryName, nodePolicyName } from '../names.ts';

const policyArn = (name: string): string => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${name}`;

/** The identity of a web node: Run Command and log upload by the control plane's policy, its site's key, and its own database's secret. */
export const nodeProfile = (scope: Construct, databaseSecretArn: string, siteKeyArn: string): CfnInstanceProfile => {
  const hasDatabase = new CfnCondition(scope, 'HasDatabase', { expression: Fn.conditionNot(Fn.conditionEquals(databaseSecretArn, '')) });
  const role = new CfnRole(scope, 'NodeRole', {
    assumeRolePolicyDocument: new PolicyDocument({
      statements: [new PolicyStatement({ principals: [new ServicePrincipal('ec2.amazonaws.com')], actions: ['sts:AssumeRole'] })],
    }),
    managedPolicyArns: [policyArn(nodePolicyName)],
    permissionsBoundary: policyArn(nodeBoundaryName),
    // Inside the role: a policy beside it might come after the first node has asked for its secret.
    policies: Fn.conditionIf(
      hasDatabase.logicalId,
      [secretPolicy('site-key', siteKeyArn), secretPolicy('database-secret', databaseSecretArn)],
      [secretPolicy('site-key', siteKeyArn)],
    ),
  });
  return new CfnInstanceProfile(scope, 'NodeProfile', { roles: [role.ref] });
};

/** Spelled as in the template, since it stands inside an Fn::If. */
const secretPolicy = (name: string, secretArn: string): object => ({
  PolicyName: name,
  PolicyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secretArn }],
  },
});
