import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appSettings } from '#infra/app-settings.ts';
import { bootstrapScriptMaxBytes } from '#infra/limits.ts';
import { layerNames } from '#infra/names.ts';
import { synthesizeLayers } from '#infra/synthesize-layers.ts';
import { ofType, propertiesOf } from './support/policies.ts';
import { projectWith, readLayers, removeTemporaryFolders, type Template } from './support/project.ts';

const script = '#!/bin/bash\necho "${NINES_SITE} ${#array[@]}"\n';
let layers: Record<string, Template>;

const layer = (name: string): Template => {
  const template = layers[name];
  if (template === undefined) throw new Error(`no layer ${name}`);
  return template;
};

const only = (name: string, type: string): Record<string, unknown> => {
  const found = ofType(layer(name), type);
  expect(found).toHaveLength(1);
  return propertiesOf(found[0]![1]);
};

beforeAll(() => {
  const paths = projectWith({ 'site/bootstrap.sh': script });
  synthesizeLayers(paths, appSettings);
  layers = readLayers(paths.layers);
});
afterAll(removeTemporaryFolders);

const contract = {
  network: {
    parameters: ['SiteName', 'VpcCidr', 'ZoneA', 'ZoneB', 'PublicCidrA', 'PublicCidrB', 'DataCidrA', 'DataCidrB'],
    outputs: ['VpcId', 'PublicSubnetIds', 'DataSubnetIds', 'LoadBalancerSecurityGroupId', 'WebSecurityGroupId', 'DataSecurityGroupId'],
  },
  database: {
    parameters: ['SiteName', 'DataSubnetIds', 'DataSecurityGroupId', 'InstanceClass', 'StorageGb', 'MultiAz', 'BackupRetentionDays'],
    outputs: ['DatabaseIdentifier', 'DatabaseEndpoint', 'DatabasePort', 'DatabaseSecretArn'],
  },
  cache: {
    parameters: ['SiteName', 'DataSubnetIds', 'DataSecurityGroupId', 'NodeType', 'NodeCount'],
    outputs: ['CacheClusterId', 'CacheEndpoint', 'CachePort'],
  },
  web: {
    // ImageId has a default and is nobody's business but the template's.
    parameters: [
      ...['SiteName', 'GroupName', 'VpcId', 'PublicSubnetIds', 'LoadBalancerSecurityGroupId', 'WebSecurityGroupId', 'InstanceType'],
      ...['MinSize', 'MaxSize', 'HealthPath', 'HealthCheckGraceSeconds', 'DeregistrationDelaySeconds', 'TargetCpuPercent'],
      ...['WarmUpSeconds', 'DatabaseEndpoint', 'DatabasePort', 'DatabaseSecretArn', 'CacheEndpoint', 'CachePort', 'ImageId'],
    ],
    outputs: [
      ...['GroupName', 'LoadBalancerArn', 'LoadBalancerDnsName', 'LoadBalancerFullName', 'TargetGroupArn', 'TargetGroupFullName'],
      'LaunchTemplateId',
    ],
  },
  watch: {
    parameters: ['SiteName', 'GroupName', 'CpuAlarmName', 'CpuThresholdPercent', 'CpuPeriodSeconds', 'TopicName'],
    outputs: ['TopicArn'],
  },
};

describe.each(layerNames)('the %s layer', (name) => {
  test('takes the parameters of the contract', () => {
    const parameters = Object.keys(layer(name).Parameters ?? {});

    expect(parameters.sort()).toEqual([...contract[name].parameters].sort());
  });

  test('puts out what the next layers need', () => {
    const outputs = Object.keys(layer(name).Outputs ?? {});

    expect(outputs.sort()).toEqual([...contract[name].outputs].sort());
  });

  test('tags every resource that can be with its site', () => {
    const untaggable = /Route$|Association$|Attachment$|LaunchTemplate$|InstanceProfile$|ScalingPolicy$|TopicPolicy$/;
    const taggable = Object.entries(layer(name).Resources).filter(([, resource]) => !untaggable.test(resource.Type));

    const untagged = taggable.filter(([, { Properties }]) => !JSON.stringify(Properties?.Tags ?? '').includes('"nines:site"'));

    expect(untagged.map(([id]) => id)).toEqual([]);
  });

  test('needs no bootstrap, no asset and no lookup', () => {
    const text = JSON.stringify(layer(name));

    expect(text).not.toContain('cdk-hnb659fds');
    expect(text).not.toContain('BootstrapVersion');
  });
});

describe('the network', () => {
  test('lets visitors reach the load balancer only, and only on its port', () => {
    const open = ofType(layer('network'), 'AWS::EC2::SecurityGroup').flatMap(([id, group]) =>
      propertiesOf<{ SecurityGroupIngress: { CidrIp?: string; FromPort: number; ToPort: number }[] }>(group)
        .SecurityGroupIngress.filter((rule) => rule.CidrIp !== undefined)
        .map((rule) => ({ id, port: rule.FromPort, to: rule.ToPort })),
    );

    expect(open).toEqual([{ id: 'LoadBalancerSecurityGroup', port: 80, to: 80 }]);
  });

  test('gives data subnets no route to the internet', () => {
    const routes = ofType(layer('network'), 'AWS::EC2::Route').map(([, route]) => route.Properties?.RouteTableId);

    expect(routes).toEqual([{ Ref: 'PublicRoutes' }]);
  });
});

describe('the database', () => {
  test('is encrypted, private, with a password that nobody types', () => {
    const database = only('database', 'AWS::RDS::DBInstance');

    expect(database).toMatchObject({ StorageEncrypted: true, PubliclyAccessible: false, ManageMasterUserPassword: true });
    expect(database).not.toHaveProperty('MasterUserPassword');
  });

  test('leaves no second snapshot behind its teardown', () => {
    const [, database] = ofType(layer('database'), 'AWS::RDS::DBInstance')[0]!;

    expect(database.DeletionPolicy).toBe('Delete');
  });
});

describe('the web group', () => {
  test('keeps the sizes that the calendar gave it through a stack update', () => {
    const [, group] = ofType(layer('web'), 'AWS::AutoScaling::AutoScalingGroup')[0]!;

    expect(group.Properties).not.toHaveProperty('DesiredCapacity');
    expect(group.UpdatePolicy).toEqual({ AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true } });
  });

  test('holds its nodes by both hooks, abandons what nobody vouched for and lets go what leaves', () => {
    const group = only('web', 'AWS::AutoScaling::AutoScalingGroup');

    expect(group.LifecycleHookSpecificationList).toEqual([
      {
        LifecycleHookName: 'nines-launch',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        HeartbeatTimeout: 600,
        DefaultResult: 'ABANDON',
      },
      {
        LifecycleHookName: 'nines-terminate',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        HeartbeatTimeout: 600,
        DefaultResult: 'CONTINUE',
      },
    ]);
  });

  test('waits for the listener, without which nobody checks its health', () => {
    const [, group] = ofType(layer('web'), 'AWS::AutoScaling::AutoScalingGroup')[0]!;

    expect(group.DependsOn).toEqual(['Listener']);
    expect(group.Properties).toMatchObject({ HealthCheckType: 'ELB', MetricsCollection: [{ Granularity: '1Minute' }] });
  });

  test('launches nodes with IMDSv2, detailed monitoring and an encrypted volume', () => {
    const template = only('web', 'AWS::EC2::LaunchTemplate');

    expect(template.LaunchTemplateData).toMatchObject({
      MetadataOptions: { HttpTokens: 'required' },
      Monitoring: { Enabled: true },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
    });
  });

  test('hands the script to the node untouched, behind its exports', () => {
    const { LaunchTemplateData } = only('web', 'AWS::EC2::LaunchTemplate') as { LaunchTemplateData: { UserData: unknown } };

    const [, [exports, body]] = (
      LaunchTemplateData.UserData as { 'Fn::Base64': { 'Fn::Join': [string, [{ 'Fn::Sub': [string] }, string]] } }
    )['Fn::Base64']['Fn::Join'];

    expect(body).toBe(script);
    expect(exports['Fn::Sub'][0]).toMatch(/^#!\/bin\/bash\nexport NINES_SITE='\$\{NINES_SITE\}'\n/);
  });

  test('gives a node a role inside the boundary, and a secret only when there is a database', () => {
    const role = only('web', 'AWS::IAM::Role');

    expect(JSON.stringify(role.PermissionsBoundary)).toContain(':policy/nines-node-boundary');
    expect(JSON.stringify(role.Policies)).toContain('{"Fn::If":["HasDatabase",');
  });

  test('refuses a script that user data cannot hold', () => {
    const paths = projectWith({ 'site/bootstrap.sh': '#'.repeat(bootstrapScriptMaxBytes + 1) });

    const act = () => synthesizeLayers(paths, appSettings);

    expect(act).toThrow(`user data leaves it ${bootstrapScriptMaxBytes}`);
  });
});

describe('the watch', () => {
  test('has the alarm of the courses', () => {
    const alarm = only('watch', 'AWS::CloudWatch::Alarm');

    expect(alarm).toMatchObject({
      Namespace: 'AWS/EC2',
      MetricName: 'CPUUtilization',
      Statistic: 'Average',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      DatapointsToAlarm: 1,
      TreatMissingData: 'missing',
    });
  });

  test('lets only alarms of this account publish to its topic', () => {
    const policy = only('watch', 'AWS::SNS::TopicPolicy');

    expect(policy.PolicyDocument).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
      ],
    });
  });
});
