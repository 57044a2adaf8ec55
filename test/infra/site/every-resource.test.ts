import { describe, expect, test } from 'vitest';
import { templates } from '#infra/names.ts';
import type { Template } from '../support/project.ts';
import { RULES, type Rule } from '../support/resource-rules.ts';
import { EXCEPTIONS } from '../support/resource-table.ts';
import { layer } from './support.ts';

type RuleName = keyof typeof RULES;
const ruleNames = Object.keys(RULES) as RuleName[];
const judge = (rule: RuleName, template: Template, name: string): string[] => (RULES[rule] as Rule)(template, name);
const withOne = (Type: string, Properties: Record<string, unknown> = {}, rest: Record<string, unknown> = {}): Template => ({
  Resources: { One: { Type, Properties, ...rest } },
});
const withPolicy = (statement: object): Template => withOne('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement: [statement] } });
const withIngress = (rule: object): Template => withOne('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [rule] });

// The control plane's template is held against the same rules in control-plane.test.ts, which synthesizes it.
describe.each(Object.keys(templates))('every resource of %s', (name) => {
  test.each(ruleNames)('%s', (rule) => {
    const problems = judge(rule, layer(name), name);

    expect(problems).toEqual([]);
  });

  test('that is a role names what it may touch', () => {
    const roles = Object.entries(layer(name).Resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');

    const wild = roles.filter(([, { Properties }]) => /"Resource":"[^"]*\*/.test(JSON.stringify(Properties?.Policies ?? '')));

    expect(wild.map(([id]) => id)).toEqual([]);
  });
});

describe('a bad template is found out:', () => {
  const world = { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp' };
  test.each<[string, RuleName, Template, string]>([
    [
      'a type that nobody thought about',
      'is of a type that the table knows',
      withOne('AWS::Neptune::DBCluster'),
      'add a row for AWS::Neptune::DBCluster',
    ],
    ['no tags', 'carries its tags', withOne('AWS::EC2::VPC'), 'has no tag of Nines'],
    ['tags of somebody else', 'carries its tags', withOne('AWS::EC2::VPC', { Tags: [{ Key: 'site', Value: 'x' }] }), 'has no tag of Nines'],
    ['a database on a bare disk', 'is encrypted', withOne('AWS::RDS::DBInstance', { Engine: 'mysql' }), 'is not encrypted'],
    ['a bucket without encryption', 'is encrypted', withOne('AWS::S3::Bucket'), 'is not encrypted'],
    ['a topic in another template', 'is encrypted', withOne('AWS::SNS::Topic'), 'is not encrypted'],
    [
      'nodes with a bare volume',
      'is encrypted',
      withOne('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: {} }] } }),
      'is not encrypted',
    ],
    [
      'nodes with the volume of their image',
      'is encrypted',
      withOne('AWS::EC2::LaunchTemplate', { LaunchTemplateData: {} }),
      'is not encrypted',
    ],
    ['a cache that may write to disk', 'is encrypted', withOne('AWS::ElastiCache::CacheCluster', { Engine: 'redis' }), 'is not encrypted'],
    ['a bucket that goes with its stack', 'keeps its data', withOne('AWS::S3::Bucket'), 'may lose its data'],
    [
      'a database that a replacement empties',
      'keeps its data',
      withOne('AWS::RDS::DBCluster', {}, { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' }),
      'may lose its data',
    ],
    ['a database that nobody closed', 'has no public address', withOne('AWS::RDS::DBInstance'), 'can be met from the internet'],
    [
      'a bucket with one block left out',
      'has no public address',
      withOne('AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: true } }),
      'can be met from the internet',
    ],
    [
      'nodes with addresses',
      'has no public address',
      withOne('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { NetworkInterfaces: [{ AssociatePublicIpAddress: true }] } }),
      'can be met from the internet',
    ],
    [
      'an address that may be asked for',
      'has no public address',
      withOne('AWS::EC2::Subnet', { MapPublicIpOnLaunch: { 'Fn::If': ['A', true, false] } }),
      'can be met from the internet',
    ],
    [
      'port 22 open',
      'lets the world in at 80 and 443 of the load balancer only',
      withIngress({ ...world, FromPort: 22, ToPort: 22 }),
      'lets the world in at 22',
    ],
    [
      'port 80 open elsewhere',
      'lets the world in at 80 and 443 of the load balancer only',
      withIngress({ ...world, FromPort: 80, ToPort: 80 }),
      'lets the world in at 80',
    ],
    [
      'IPv6 open',
      'lets the world in at 80 and 443 of the load balancer only',
      withIngress({ CidrIpv6: '::/0', IpProtocol: '-1' }),
      'lets the world in at every port',
    ],
    [
      'open in one arm of a condition',
      'lets the world in at 80 and 443 of the load balancer only',
      withIngress({ 'Fn::If': ['A', { ...world, FromPort: 0, ToPort: 65_535 }, { Ref: 'AWS::NoValue' }] }),
      'lets the world in at 0 to 65535',
    ],
    [
      'a range on the load balancer',
      'lets the world in at 80 and 443 of the load balancer only',
      {
        Resources: {
          LoadBalancerSecurityGroup: {
            Type: 'AWS::EC2::SecurityGroup',
            Properties: { SecurityGroupIngress: [{ ...world, FromPort: 80, ToPort: 443 }] },
          },
        },
      },
      'lets the world in at 80 to 443',
    ],
    [
      'a rule of its own',
      'lets the world in at 80 and 443 of the load balancer only',
      withOne('AWS::EC2::SecurityGroupIngress', { ...world, FromPort: 3306, ToPort: 3306 }),
      'lets the world in at 3306',
    ],
    [
      'a queue for everybody',
      'gives nothing to everybody',
      withPolicy({ Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage' }),
      'for everybody without a condition',
    ],
    [
      'a queue for every account',
      'gives nothing to everybody',
      withPolicy({ Effect: 'Allow', Principal: { AWS: ['*'] }, Action: 'sqs:SendMessage' }),
      'for everybody without a condition',
    ],
    [
      'a role that may do everything',
      'allows no action by wildcard',
      withOne('AWS::IAM::Role', {
        Policies: { 'Fn::If': ['A', [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['s3:*'] }] } }], []] },
      }),
      'allows s3:*',
    ],
    [
      'a password in a property',
      'holds no secret in plain text',
      withOne('AWS::RDS::DBInstance', { MasterUserPassword: 'hunter2' }),
      'holds a secret in MasterUserPassword',
    ],
    [
      'a password in the environment',
      'holds no secret in plain text',
      withOne('AWS::Lambda::Function', { Environment: { Variables: { DB_PASSWORD: 'hunter2' } } }),
      'holds a secret in DB_PASSWORD',
    ],
    [
      'a password in user data',
      'holds no secret in plain text',
      withOne('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { UserData: { 'Fn::Base64': "export DB_PASSWORD='hunter2'\n" } } }),
      'holds a secret in DB_PASSWORD',
    ],
    [
      'a resolved secret in the environment',
      'holds no secret in plain text',
      withOne('AWS::Lambda::Function', { Environment: { Variables: { DB: '{{resolve:secretsmanager:x}}' } } }),
      'shows the value of a secret',
    ],
    [
      'an access key',
      'holds no secret in plain text',
      withOne('AWS::Lambda::Function', { Description: 'AKIAIOSFODNN7EXAMPLE' }),
      'holds a key in Description',
    ],
    [
      'a password in a template of a secret',
      'holds no secret in plain text',
      withOne('AWS::SecretsManager::Secret', { GenerateSecretString: { SecretStringTemplate: '{"password":"hunter2"}' } }),
      'holds a key in SecretStringTemplate',
    ],
    [
      'a password as a parameter',
      'takes no secret as a parameter',
      { Resources: {}, Parameters: { DatabasePassword: { Type: 'String' } } },
      'the parameter DatabasePassword takes a secret',
    ],
  ])('%s', (_case, rule, template, problem) => {
    const problems = judge(rule, template, 'bad');

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

describe('an exception', () => {
  const patterns = Object.values(EXCEPTIONS).flatMap((exceptions) => Object.keys(exceptions));

  test.each(patterns.filter((pattern) => !pattern.startsWith('nines/')))('of %s is of something that is there', (pattern) => {
    const [name = '', id = ''] = pattern.split('/');

    const found = Object.keys(layer(name).Resources).filter((one) => (id.endsWith('*') ? one.startsWith(id.slice(0, -1)) : one === id));

    expect(found).not.toEqual([]);
  });
});
