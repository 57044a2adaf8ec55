import { Aws } from 'aws-cdk-lib';
import { ManagedPolicy, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { nodeBoundaryName, nodePolicyName } from '../names.ts';
import { allow } from './layer-statements/allow.ts';
import { tagPart } from './tag-part.ts';
import { acknowledgeWildcards, because } from './wildcards.ts';

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
  constructor(scope: Construct, id: string, props: { evidence: Bucket; assets: Bucket }) {
    super(scope, id);
    // The node's role carries its site as a tag, so that one site's nodes cannot write over another's logs.
    const logs = props.evidence.arnForObjects('nodes/${aws:PrincipalTag/nines:site}/*');
    const code = props.assets.arnForObjects('${aws:PrincipalTag/nines:site}/*');
    const shared = () => [
      allow(
        agentActions,
        because("The agent's channels, messages and associations: AWS knows no resources for them, or makes their ids", ['*']),
      ),
      allow(['s3:PutObject', 's3:PutObjectAcl'], because('The objects below the folder of the site that the role is tagged with', [logs])),
      allow(['s3:GetObject'], because('The code of the site that the role is tagged with', [code])),
      allow(['s3:GetEncryptionConfiguration'], [props.evidence.bucketArn]),
      allow(
        ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        because('The streams below the groups of the site that the role is tagged with', [
          `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:/nines/\${aws:PrincipalTag/nines:site}/nodes/*`,
        ]),
      ),
    ];
    const secret = (name: string): string => `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:${name}`;
    const siteSecrets = allow(
      ['secretsmanager:GetSecretValue'],
      because("RDS names its secrets, Secrets Manager adds an id; a boundary gives nothing: each role names its own site's secrets", [
        secret('rds!db-*'),
        secret('rds!cluster-*'),
        secret('nines/${aws:PrincipalTag/nines:site}/database-*'),
        secret('nines/${aws:PrincipalTag/nines:site}/site-key-*'),
      ]),
    );
    const siteFiles = allow(
      ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      because("EFS makes the ids, and knows no tags when a client mounts; a boundary gives nothing: each role names its own site's files", [
        `arn:${Aws.PARTITION}:elasticfilesystem:${Aws.REGION}:${Aws.ACCOUNT_ID}:file-system/*`,
      ]),
    );
    const media = 'nines-${aws:PrincipalTag/nines:site}-media-media-*';
    const siteMedia = allow(
      ['s3:ListBucket', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      because('CloudFormation names the bucket after stack and site, and adds an id; each role names its own', [
        `arn:${Aws.PARTITION}:s3:::${media}`,
      ]),
    );
    const siteSessions = allow(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem'],
      [`arn:${Aws.PARTITION}:dynamodb:${Aws.REGION}:${Aws.ACCOUNT_ID}:table/nines-\${aws:PrincipalTag/nines:site}-sessions`],
    );
    const siteQueue = allow(
      ['sqs:SendMessage', 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'],
      [`arn:${Aws.PARTITION}:sqs:${Aws.REGION}:${Aws.ACCOUNT_ID}:nines-\${aws:PrincipalTag/nines:site}-work`],
    );
    this.policy('Node', nodePolicyName, 'Run Command and log upload for the web nodes of a site', shared());
    this.policy('Boundary', nodeBoundaryName, 'The most that the role of a web node may ever do', [
      ...shared(),
      siteSecrets,
      siteFiles,
      siteMedia,
      siteSessions,
      siteQueue,
    ]);
    tagPart(this, 'nodes');
  }

  private policy(id: string, managedPolicyName: string, description: string, statements: PolicyStatement[]): void {
    acknowledgeWildcards(new ManagedPolicy(this, id, { managedPolicyName, description, statements }), statements);
  }
}
