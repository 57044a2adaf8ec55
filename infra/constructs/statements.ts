import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionRow, StatementRow } from '../rows.ts';
import { fillTokens, type Tokens } from '../tokens.ts';
import { withReason } from './wildcards.ts';

type Use = NonNullable<FunctionRow['uses']>[number];

/** What each shared resource means in IAM; tokens as in the rows. */
const useStatements: Readonly<Record<Use, readonly StatementRow[]>> = {
  ledger: [
    {
      actions: [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
        'dynamodb:ConditionCheckItem',
      ],
      resources: ['${LedgerTableArn}'],
    },
  ],
  'ledger-read': [{ actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], resources: ['${LedgerTableArn}'] }],
  idempotency: [
    {
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
      resources: ['${IdempotencyTableArn}'],
    },
  ],
  evidence: [
    {
      actions: ['s3:PutObject', 's3:GetObject'],
      resources: ['${EvidenceBucketArn}/*'],
      reason: 'The objects of one bucket: their keys hold the site and the run',
    },
  ],
  bus: [{ actions: ['events:PutEvents'], resources: ['${BusArn}'], conditions: { StringEquals: { 'events:source': 'nines' } } }],
  'chat-secret': [{ actions: ['secretsmanager:GetSecretValue'], resources: ['${ChatSecretArn}'] }],
};

/** CloudFormation reads a template and its public parameters with the caller's rights: who may create a stack may read both. */
const templateReading: readonly StatementRow[] = [
  {
    actions: ['s3:GetObject'],
    resources: ['${LayerTemplateObjectsArn}'],
    reason: "The templates among the CDK's assets, whose names are the hashes of what they hold",
  },
  {
    actions: ['ssm:GetParameters'],
    resources: ['arn:aws:ssm:${Region}::parameter/aws/service/ami-amazon-linux-latest/*'],
    reason: 'Public parameters of AWS: the newest image of each kind',
  },
];
const templateActions = ['cloudformation:CreateStack', 'cloudformation:CreateChangeSet', 'cloudformation:UpdateStack'];

/** The statements of a row, for its role: from what it uses, what it asks for, and what follows from that. */
export const statementsOf = (
  row: { uses?: readonly Use[]; statements?: readonly StatementRow[] },
  tokens: Tokens,
  where: string,
): PolicyStatement[] => {
  const asked = row.statements ?? [];
  const createsStacks = asked.some((statement) => statement.actions.some((action) => templateActions.includes(action)));
  const all = [...(row.uses ?? []).flatMap((use) => useStatements[use]), ...asked, ...(createsStacks ? templateReading : [])];
  return all.map((statement) => toPolicyStatement(statement, tokens, where));
};

const toPolicyStatement = (row: StatementRow, tokens: Tokens, where: string): PolicyStatement => {
  const statement = new PolicyStatement({
    actions: [...row.actions],
    resources: row.resources.map((resource) => fillTokens(resource, tokens, where)),
    conditions: Object.fromEntries(
      Object.entries(row.conditions ?? {}).map(([operator, pairs]) => [
        operator,
        Object.fromEntries(Object.entries(pairs).map(([key, value]) => [key, fillTokens(value, tokens, where)])),
      ]),
    ),
  });
  return withReason(statement, row.reason);
};
