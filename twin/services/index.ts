import type { Cloud, ServiceModule } from '../cloud.ts';
import type { FlowBook } from '../flow.ts';
import type { NodeModel } from '../site/node-model.ts';
import { createAcm } from './acm/index.ts';
import { createApiGateway } from './apigateway/index.ts';
import { createAutoScaling } from './autoscaling/index.ts';
import { createCloudFormation } from './cloudformation/index.ts';
import { createCloudFront } from './cloudfront/index.ts';
import { createCloudWatch } from './cloudwatch/index.ts';
import { createDynamodb } from './dynamodb/index.ts';
import { createEc2 } from './ec2/index.ts';
import { createElasticache } from './elasticache/index.ts';
import { createElasticFileSystem } from './elasticfilesystem/index.ts';
import { createElasticLoadBalancing } from './elasticloadbalancing/index.ts';
import { createEvents } from './events/index.ts';
import { createIam } from './iam/index.ts';
import { createLambda } from './lambda/index.ts';
import { createLogs } from './logs/index.ts';
import { createRds } from './rds/index.ts';
import { createRoute53 } from './route53/index.ts';
import { createS3 } from './s3/index.ts';
import { createScheduler } from './scheduler/index.ts';
import { createSecretsmanager } from './secretsmanager/index.ts';
import { createServiceQuotas } from './servicequotas/index.ts';
import { createSns } from './sns/index.ts';
import { createSqs } from './sqs/index.ts';
import { createSsm } from './ssm/index.ts';
import { createStates } from './states/index.ts';
import { createSts } from './sts/index.ts';
import { createTag } from './tag/index.ts';

/** What a composition may use beside the AWS API. */
export type Services = {
  /** Visitors of load balancers as rates. */
  flows: FlowBook;
  /** A function's log lines, by log group. */
  logLines(logGroupName: string): string[];
  /** A person with an access key, as an administrator would give one. */
  createUserKey(userName: string): { accessKeyId: string; secretAccessKey: string };
  /** What a person had before: a hosted zone by its id, a certificate by its ARN. */
  ownZone(id: string, name: string): void;
  ownCertificate(arn: string, domainName: string): void;
  /** Mail that topics sent to people. */
  inbox: readonly unknown[];
};

/** Adds every service of the twin to an empty account and connects what AWS connects behind its API. */
export function addServices(cloud: Cloud, nodeModel: NodeModel): Services {
  const ec2 = createEc2(cloud, nodeModel);
  const elb = createElasticLoadBalancing(cloud, ec2.findNode);
  const autoscaling = createAutoScaling(cloud);
  const cloudwatch = createCloudWatch(cloud);
  const rds = createRds(cloud);
  const efs = createElasticFileSystem(cloud);
  const route53 = createRoute53(cloud);
  const acm = createAcm(cloud);
  const logs = createLogs(cloud);
  const sns = createSns(cloud);
  const sqs = createSqs(cloud);
  const iam = createIam(cloud);
  const modules: ServiceModule[] = [
    iam,
    createSts(cloud),
    logs,
    createLambda(cloud),
    createStates(cloud),
    createEvents(cloud),
    createScheduler(cloud),
    createApiGateway(cloud, { findKey: iam.findKey }),
    createCloudFormation(cloud),
    createCloudFront(cloud),
    createDynamodb(cloud),
    acm,
    route53,
    createS3(cloud),
    sns,
    sqs,
    createSecretsmanager(cloud),
    createServiceQuotas(cloud),
    createTag(cloud, () => modules),
    rds,
    createElasticache(cloud),
    efs,
    createSsm(cloud, ec2.findManagedNode),
    cloudwatch,
    ec2,
    elb,
    autoscaling,
  ];
  for (const module of modules) cloud.add(module);
  ec2.connect({
    requestsServed: elb.requestsServed,
    trafficSteadyUntilMs: elb.trafficSteadyUntilMs,
    groupMetricsSpan: autoscaling.groupMetricsSpan,
  });
  const measured = [ec2, elb, rds, efs, route53, sqs, autoscaling];
  for (const { metricSources } of measured) for (const source of metricSources) cloudwatch.registerSource(source);
  return {
    flows: elb.flows,
    logLines: logs.lines,
    createUserKey: iam.createUserKey,
    ownZone: route53.ownZone,
    ownCertificate: acm.ownCertificate,
    inbox: sns.inbox,
  };
}
