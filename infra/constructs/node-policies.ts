import { Aws } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { nodeBoundaryName, nodePolicyName } from '../names.ts';
import { tagPart } from './tag-part.ts';

/** What the SSM agent needs for Run Command; the AWS-managed policy would also let a node read every parameter. */
const agentActions = [
  'ssm:DescribeAssociation',
  'ssm:DescribeDocument',
  'ssm:GetDocument',
  'ssm:GetManifest',
  'ssm:ListAssociations',
  'ssm:ListInstanceAssociations',
  'ssm:UpdateAssociationStatus',
  'ssm:UpdateInstanceAssociationStatus',
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
  'ec2messages:AcknowledgeMessage',
  'ec2messages:DeleteMessage',
  'ec2messages:FailMessage',
  'ec2messages:GetEndpoint',
  'ec2messages:GetMessages',
  'ec2messages:SendReply',
];

/**
 * What every web node may do, and the boundary that no node's role can pass. Both have fixed names, since the web layer
 * and the role that creates it name them before they know this stack.
 */
export class NodePolicies extends Construct {
  constructor(scope: Construct, id: string, props: { evidence: Bucket }) {
    super(scope, id);
    // The node's role carries its site as a tag, so that one site's nodes cannot write over another's logs.
    const logs = props.evidence.arnForObjects('nodes/${aws:PrincipalTag/nines:site}/*');
    const shared = () => [
      new PolicyStatement({ actions: agentActions, resources: ['*'] }),
      new PolicyStatement({ actions: ['s3:PutObject', 's3:PutObjectAcl'], resources: [logs] }),
      new PolicyStatement({ actions: ['s3:GetEncryptionConfiguration'], resources: [props.evidence.bucketArn] }),
    ];
    const secret = (name: string): string => `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:${name}`;
    const siteSecrets = new PolicyStatement({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [secret('rds!db-*'), secret('nines/${aws:PrincipalTag/nines:site}/site-key-*')],
    });
    new ManagedPolicy(this, 'Node', {
      managedPolicyName: nodePolicyName,
      description: 'Run Command and log upload for the web nodes of a site',
      statements: shared(),
    });
    new ManagedPolicy(this, 'Boundary', {
      managedPolicyName: nodeBoundaryName,
      description: 'The most that the role of a web node may ever do',
      statements: [...shared(), siteSecrets],
    });
    tagPart(this, 'nodes');
  }
}
