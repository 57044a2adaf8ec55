import { Aws, CfnCondition, Fn, type IResolvable, Validations } from 'aws-cdk-lib';
import { CfnInstanceProfile, CfnRole, PolicyDocument, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { nodeBoundaryName, nodePolicyName } from '../names.ts';

const policyArn = (name: string): string => `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${name}`;

/** The shared files of a site, and how its nodes come in; empty where it has none. */
export type NodeFiles = { fileSystemId: string; accessPointId: string };

/**
 * The identity of a web node: Run Command and log upload by the control plane's policy, its site's key, its own database's secret,
 * its site's files, and what else its layer gives it (`policyIf`).
 */
export const nodeProfile = (
  scope: Construct,
  databaseSecretArn: string,
  siteKeyArn: string,
  files: NodeFiles,
  more: readonly (IResolvable | CfnRole.PolicyProperty)[] = [],
): CfnInstanceProfile => {
  const hasFiles = new CfnCondition(scope, 'HasFiles', { expression: Fn.conditionNot(Fn.conditionEquals(files.fileSystemId, '')) });
  const hasDatabase = new CfnCondition(scope, 'HasDatabase', { expression: Fn.conditionNot(Fn.conditionEquals(databaseSecretArn, '')) });
  const role = new CfnRole(scope, 'NodeRole', {
    assumeRolePolicyDocument: new PolicyDocument({
      statements: [new PolicyStatement({ principals: [new ServicePrincipal('ec2.amazonaws.com')], actions: ['sts:AssumeRole'] })],
    }),
    managedPolicyArns: [policyArn(nodePolicyName)],
    permissionsBoundary: policyArn(nodeBoundaryName),
    // Inside the role: a policy beside it might come after the first node has asked for its secret.
    policies: [
      { policyName: 'site-key', policyDocument: documentOf(secretStatement(siteKeyArn)) },
      policyIf(hasDatabase, 'database-secret', secretStatement(databaseSecretArn)),
      policyIf(hasFiles, 'files', filesStatement(files)),
      ...more,
    ],
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5',
    reason:
      'The rule cannot read policies inside an Fn::If; these name the ARNs of what the site has; a wildcard stands for the objects of its own bucket',
  });
  return new CfnInstanceProfile(scope, 'NodeProfile', { roles: [role.ref] });
};

const documentOf = (...statements: readonly object[]): object => ({ Version: '2012-10-17', Statement: statements });

/** A policy of the role that is always there. */
export const policyOf = (policyName: string, ...statements: readonly object[]): CfnRole.PolicyProperty => ({
  policyName,
  policyDocument: documentOf(...statements),
});

/** A policy of the role where its layer is there. Spelled as in the template, since it stands inside an Fn::If. */
export const policyIf = (condition: CfnCondition, PolicyName: string, ...statements: readonly object[]): IResolvable =>
  Fn.conditionIf(condition.logicalId, { PolicyName, PolicyDocument: documentOf(...statements) }, Aws.NO_VALUE);

const secretStatement = (secretArn: string): object => ({
  Effect: 'Allow',
  Action: 'secretsmanager:GetSecretValue',
  Resource: secretArn,
});

/** The mount is signed with the role: by the site's access point, and never as root of the file system. */
const filesStatement = ({ fileSystemId, accessPointId }: NodeFiles): object => ({
  Effect: 'Allow',
  Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
  Resource: filesArn('file-system', fileSystemId),
  Condition: { StringEquals: { 'elasticfilesystem:AccessPointArn': filesArn('access-point', accessPointId) } },
});

const filesArn = (kind: string, id: string): string =>
  `arn:${Aws.PARTITION}:elasticfilesystem:${Aws.REGION}:${Aws.ACCOUNT_ID}:${kind}/${id}`;
