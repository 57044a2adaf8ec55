import { describe, expect, test } from 'vitest';
import { ofType, propertiesOf } from '../support/policies.ts';
import { layer, only } from './support.ts';

const queues = () => Object.fromEntries(ofType(layer('worker'), 'AWS::SQS::Queue').map(([id, queue]) => [id, propertiesOf(queue)]));

describe('the queue of the work', () => {
  test('is encrypted, named after its site, and hides a message as long as the site says', () => {
    expect(queues().Queue).toMatchObject({
      QueueName: { 'Fn::Join': ['-', ['nines', { Ref: 'SiteName' }, 'work']] },
      SqsManagedSseEnabled: true,
      VisibilityTimeout: { Ref: 'VisibilitySeconds' },
      ReceiveMessageWaitTimeSeconds: 20,
    });
  });

  test('puts aside what five workers could not do, and keeps it for two weeks', () => {
    expect(queues().Queue?.RedrivePolicy).toEqual({ deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] }, maxReceiveCount: 5 });
    expect(queues().DeadLetters).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  });

  test('is spoken to by TLS alone, and so are its dead letters', () => {
    const policies = ofType(layer('worker'), 'AWS::SQS::QueuePolicy').map(([, policy]) => propertiesOf<{ PolicyDocument: object }>(policy));

    expect(policies).toHaveLength(2);
    for (const policy of policies) {
      expect(policy.PolicyDocument).toMatchObject({
        Statement: [{ Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
      });
    }
  });
});

describe('the workers', () => {
  const group = () => only('worker', 'AWS::AutoScaling::AutoScalingGroup');
  const data = () => only('worker', 'AWS::EC2::LaunchTemplate').LaunchTemplateData as Record<string, unknown>;

  test('stand in the application subnets, behind no load balancer, held by both hooks', () => {
    expect(group()).toMatchObject({
      VPCZoneIdentifier: { Ref: 'ApplicationSubnetIds' },
      HealthCheckType: 'EC2',
      LifecycleHookSpecificationList: [{ LifecycleHookName: 'nines-launch' }, { LifecycleHookName: 'nines-terminate' }],
    });
    expect(group()).not.toHaveProperty('TargetGroupARNs');
    expect(group()).not.toHaveProperty('DesiredCapacity');
  });

  test('are launched with IMDSv2 and an encrypted volume, into their own security group', () => {
    expect(data()).toMatchObject({
      MetadataOptions: { HttpTokens: 'required' },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
      SecurityGroupIds: [{ Ref: 'WorkerSecurityGroupId' }],
    });
  });

  test('are told what they are, their queue, and the key of their site by its name', () => {
    const text = JSON.stringify(data().UserData);

    expect(text).toContain('"NINES_ROLE":"worker"');
    expect(text).toContain('"NINES_QUEUE_URL":{"Ref":"Queue"}');
    expect(text).toContain('/site-key');
  });

  test('may take from their own queue, and from no other', () => {
    const { Policies } = only('worker', 'AWS::IAM::Role') as {
      Policies: { PolicyName?: string; PolicyDocument?: { Statement: object[] } }[];
    };

    expect(Policies.find(({ PolicyName }) => PolicyName === 'work')?.PolicyDocument?.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:SendMessage'],
        Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      },
    ]);
  });

  test('follow what waits for each of them in service, by metric math', () => {
    const policy = only('worker', 'AWS::AutoScaling::ScalingPolicy') as {
      TargetTrackingConfiguration: { TargetValue: unknown; CustomizedMetricSpecification: { Metrics: Record<string, unknown>[] } };
    };
    const { TargetValue, CustomizedMetricSpecification } = policy.TargetTrackingConfiguration;
    const [waiting, workers, backlog] = CustomizedMetricSpecification.Metrics;

    expect(TargetValue).toEqual({ Ref: 'BacklogPerInstance' });
    expect(waiting).toMatchObject({
      Id: 'waiting',
      ReturnData: false,
      MetricStat: { Stat: 'Sum', Metric: { Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible' } },
    });
    expect(workers).toMatchObject({
      Id: 'workers',
      ReturnData: false,
      MetricStat: { Stat: 'Average', Metric: { Namespace: 'AWS/AutoScaling', MetricName: 'GroupInServiceInstances' } },
    });
    expect(backlog).toMatchObject({ Expression: 'waiting / workers', ReturnData: true });
  });

  test('count themselves, or nobody could divide by them', () => {
    expect(group().MetricsCollection).toEqual([{ Granularity: '1Minute' }]);
    expect(layer('worker').Parameters?.MinSize).toMatchObject({ MinValue: 1 });
  });
});

describe('a web node', () => {
  test('may put work into the queue of its site, where there is one', () => {
    const { Policies } = only('web', 'AWS::IAM::Role') as { Policies: { 'Fn::If'?: [string, { PolicyName: string }, unknown] }[] };

    const [, policy, otherwise] = Policies.find((given) => given['Fn::If']?.[0] === 'HasQueue')?.['Fn::If'] ?? [];

    expect(JSON.stringify(policy)).toContain('"Action":"sqs:SendMessage"');
    expect(JSON.stringify(policy)).not.toContain('sqs:ReceiveMessage');
    expect(otherwise).toEqual({ Ref: 'AWS::NoValue' });
  });
});
