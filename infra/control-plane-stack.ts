import { Aws, CfnOutput, DefaultStackSynthesizer, type IStackSynthesizer, Stack, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { assetsBucket } from './constructs/assets-bucket.ts';
import { Doors } from './constructs/doors.ts';
import { Functions } from './constructs/functions.ts';
import { Layers } from './constructs/layers.ts';
import { Machines } from './constructs/machines.ts';
import { NodePolicies } from './constructs/node-policies.ts';
import { noticesTopic } from './constructs/notices.ts';
import { Records } from './constructs/records.ts';
import { Rules } from './constructs/rules.ts';
import { Schedules } from './constructs/schedules.ts';
import { Stock } from './constructs/stock.ts';
import { tagPart } from './constructs/tag-part.ts';
import { namePrefix } from './names.ts';
import type { ProjectPaths } from './paths.ts';
import type { Tables } from './tables.ts';
import { arnPrefixes, type Tokens } from './tokens.ts';

const chatSecretName = `${namePrefix}/chat-signing-secret`;

/** The whole control plane: one stack, made of the tables in infra/ and the files that they name. */
export class ControlPlaneStack extends Stack {
  constructor(scope: Construct, props: { tables: Tables; paths: ProjectPaths }) {
    super(scope, namePrefix, {
      description: 'Nines: builds highly available sites, scales them by the calendar and drills them',
      // The CLI checks the bootstrap's version by itself; the rule would add a parameter that means nothing to the site.
      // (The CDK's own types do not know exactOptionalPropertyTypes.)
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });
    const { tables, paths } = props;
    const arns = arnPrefixes();
    const records = new Records(this, 'Records');
    const assets = assetsBucket(this, records);
    const stock = new Stock(this, 'Stock', paths);
    new NodePolicies(this, 'NodePolicies', { evidence: records.evidence, assets });
    const notices = noticesTopic(this);
    const layers = new Layers(this, 'Layers', { folder: paths.layers });
    const schedules = new Schedules(this, 'Schedules', { machines: tables.machines.map((row) => row.name), arns });
    const chatSecret = new Secret(this, 'ChatSecret', {
      secretName: chatSecretName,
      description: 'Signing secret of the chat app; put the one of your Slack app here',
      generateSecretString: { excludePunctuation: true },
    });
    tagPart(chatSecret, 'doors');
    Validations.of(chatSecret).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason: 'Slack gives out this secret: a new one is drawn there, by a person, and then put here',
    });
    const tokens: Tokens = {
      LedgerTableName: records.ledger.tableName,
      LedgerTableArn: records.ledger.tableArn,
      IdempotencyTableName: records.idempotency.tableName,
      IdempotencyTableArn: records.idempotency.tableArn,
      EvidenceBucketName: records.evidence.bucketName,
      EvidenceBucketArn: records.evidence.bucketArn,
      AssetsBucketName: assets.bucketName,
      AssetsBucketArn: assets.bucketArn,
      NodeArchiveArn: stock.arns.node,
      PageArn: stock.arns.page,
      ScheduleGroupName: schedules.groupName,
      SchedulerRoleArn: schedules.role.roleArn,
      ScheduleDlqArn: schedules.deadLetters.queueArn,
      LayerRoleArn: layers.role.roleArn,
      LayerTemplateObjectsArn: layers.templateObjectsArn,
      NoticesTopicArn: notices.topicArn,
      ChatSecretArn: chatSecret.secretArn,
      BusArn: `arn:${Aws.PARTITION}:events:${Aws.REGION}:${Aws.ACCOUNT_ID}:event-bus/default`,
      MachineArnPrefix: arns.machine,
      FunctionArnPrefix: arns.function,
      Account: Aws.ACCOUNT_ID,
      Region: Aws.REGION,
    };
    const environment = {
      ...functionEnvironment(tokens, this.toJsonString(layers.templateUrls), chatSecretName),
      NINES_STOCK: this.toJsonString(stock.sources),
    };
    const functions = new Functions(this, 'Functions', { rows: tables.functions, bundles: paths.bundles, tokens, environment }).byName;
    const machines = new Machines(this, 'Machines', { rows: tables.machines, folder: paths.machines, functions, tokens }).byName;
    new Rules(this, 'Rules', { rows: tables.rules, patterns: paths.patterns, functions, machines });
    const doors = new Doors(this, 'Doors', { routes: tables.routes, functions });

    new CfnOutput(this, 'ApiUrl', { value: doors.url });
    new CfnOutput(this, 'LedgerTableName', { value: records.ledger.tableName });
    new CfnOutput(this, 'EvidenceBucketName', { value: records.evidence.bucketName });
    new CfnOutput(this, 'AssetsBucketName', { value: assets.bucketName });
  }
}

/** What every function finds in its environment; functions/shared/environment.ts reads it. */
const functionEnvironment = (tokens: Tokens, templateUrls: string, chatSecretId: string): Record<string, string> => {
  const fromTokens = {
    NINES_LEDGER_TABLE: 'LedgerTableName',
    NINES_IDEMPOTENCY_TABLE: 'IdempotencyTableName',
    NINES_EVIDENCE_BUCKET: 'EvidenceBucketName',
    NINES_ASSETS_BUCKET: 'AssetsBucketName',
    NINES_MACHINE_ARN_PREFIX: 'MachineArnPrefix',
    NINES_FUNCTION_ARN_PREFIX: 'FunctionArnPrefix',
    NINES_SCHEDULER_ROLE_ARN: 'SchedulerRoleArn',
    NINES_SCHEDULE_GROUP: 'ScheduleGroupName',
    NINES_SCHEDULE_DLQ_ARN: 'ScheduleDlqArn',
    NINES_LAYER_ROLE_ARN: 'LayerRoleArn',
  };
  return {
    ...Object.fromEntries(Object.entries(fromTokens).map(([variable, token]) => [variable, tokens[token] ?? ''])),
    NINES_TEMPLATE_URLS: templateUrls,
    NINES_BUS_NAME: 'default',
    NINES_CHAT_SECRET_ID: chatSecretId,
    POWERTOOLS_SERVICE_NAME: namePrefix,
  };
};
