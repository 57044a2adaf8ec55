import { describe, expect, it } from 'vitest';
import { createCloudFormation } from '#twin/services/cloudformation/index.ts';
import { createIam } from '#twin/services/iam/index.ts';
import { openAccount } from '../account.ts';

const TRUST = { Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
const ALLOW = { Statement: [{ Effect: 'Allow', Action: 'rds:*', Resource: '*' }] };
const RESOURCES = {
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: { RoleName: 'worker', AssumeRolePolicyDocument: TRUST, ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
  },
  Policy: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'act', PolicyDocument: ALLOW, Roles: [{ Ref: 'Role' }] } },
  Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { InstanceProfileName: 'node', Roles: [{ Ref: 'Role' }] } },
  User: { Type: 'AWS::IAM::User', Properties: { UserName: 'grace' } },
  Key: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: { Ref: 'User' } } },
};

function openIam() {
  const account = openAccount([createCloudFormation]);
  const iam = createIam(account.cloud);
  account.cloud.add(iam);
  const deploy = (resources: object) =>
    account.call('cloudformation', 'CreateStack', {
      StackName: 'iam',
      TemplateBody: JSON.stringify({ Resources: resources }),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    });
  const status = () => account.call('cloudformation', 'DescribeStacks', { StackName: 'iam' }).Stacks[0].StackStatus;
  return { ...account, iam, deploy, status };
}

describe('roles and what hangs on them', () => {
  it('are there after the stack, with their trust and policies', async () => {
    const { deploy, play, call, status, iam } = openIam();

    deploy(RESOURCES);
    await play();

    expect(status()).toBe('CREATE_COMPLETE');
    const { Role } = call('iam', 'GetRole', { RoleName: 'worker' });
    expect(Role.Arn).toBe('arn:aws:iam::123456789012:role/worker');
    expect(JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument))).toEqual(TRUST);
    expect(call('iam', 'ListAttachedRolePolicies', { RoleName: 'worker' }).AttachedPolicies).toHaveLength(1);
    expect(iam.store.roles.get('worker')?.inline.get('act')).toEqual(ALLOW);
    expect(call('iam', 'GetInstanceProfile', { InstanceProfileName: 'node' }).InstanceProfile.Roles[0].RoleName).toBe('worker');
  });

  it('take the time that deployments show', async () => {
    const { deploy, play, status } = openIam();

    deploy({ Role: RESOURCES.Role });
    await play(15);
    expect(status()).toBe('CREATE_IN_PROGRESS');
    await play(5);

    expect(status()).toBe('CREATE_COMPLETE');
  });

  it('go with the stack', async () => {
    const { deploy, play, call, iam } = openIam();
    deploy(RESOURCES);
    await play();

    call('cloudformation', 'DeleteStack', { StackName: 'iam' });
    await play();

    expect([iam.store.roles.size, iam.store.users.size, iam.store.profiles.size]).toEqual([0, 0, 0]);
    expect(() => call('iam', 'GetRole', { RoleName: 'worker' })).toThrow(expect.objectContaining({ shape: 'NoSuchEntityException' }));
  });

  it('fail the stack when the name is taken', async () => {
    const { deploy, play, status } = openIam();

    deploy({ Role: RESOURCES.Role, Twin: { ...RESOURCES.Role, DependsOn: 'Role' } });
    await play();

    expect(status()).toBe('ROLLBACK_COMPLETE');
  });

  it('change their policies by an update', async () => {
    const { deploy, play, call, iam } = openIam();
    deploy({ Role: RESOURCES.Role });
    await play();

    const changed = {
      ...RESOURCES.Role,
      Properties: { ...RESOURCES.Role.Properties, ManagedPolicyArns: [], Policies: [{ PolicyName: 'own', PolicyDocument: ALLOW }] },
    };
    call('cloudformation', 'UpdateStack', {
      StackName: 'iam',
      TemplateBody: JSON.stringify({ Resources: { Role: changed } }),
      Capabilities: ['CAPABILITY_NAMED_IAM'],
    });
    await play();

    expect(iam.store.roles.get('worker')?.managed.size).toBe(0);
    expect(iam.store.roles.get('worker')?.inline.get('own')).toEqual(ALLOW);
  });
});

describe('access keys of people', () => {
  it('are found while they are active', () => {
    const { iam, call } = openIam();

    const key = iam.createUserKey('ada');

    expect(iam.findKey(key.accessKeyId)).toMatchObject({
      secretAccessKey: key.secretAccessKey,
      principal: { kind: 'user', arn: key.userArn },
    });
    call('iam', 'UpdateAccessKey', { UserName: 'ada', AccessKeyId: key.accessKeyId, Status: 'Inactive' });
    expect(iam.findKey(key.accessKeyId)).toBeUndefined();
  });

  it('are two a person at most', () => {
    const { iam } = openIam();
    iam.createUserKey('ada');
    iam.createUserKey('ada');

    expect(() => iam.createUserKey('ada')).toThrow('Cannot exceed quota');
  });
});
