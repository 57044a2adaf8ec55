import { beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '#twin/cloud.ts';
import { createEc2 } from '#twin/services/ec2/index.ts';
import { openAccount } from '../account.ts';
import { make } from '../resources.ts';

const SSH = [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
const HTTP = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' };
const noNodes = { boot: () => ({}) } as never;

describe('rules of a security group', () => {
  let cloud: Cloud;
  let id: string;
  let call: ReturnType<typeof openAccount>['call'];
  beforeEach(async () => {
    ({ cloud, call } = openAccount([(account) => createEc2(account, noNodes)]));
    const vpc = await make(cloud, 'AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
    const group = { VpcId: vpc.physicalId, GroupDescription: 'Visitors', SecurityGroupIngress: [HTTP] };
    id = (await make(cloud, 'AWS::EC2::SecurityGroup', group)).physicalId;
  });
  const read = () => cloud.provider('AWS::EC2::SecurityGroup').read?.(id, {});

  it('are the template’s own until somebody changes them', () => {
    expect(read()).toEqual({});
  });

  it('are found when they are added, and when they are taken away again', () => {
    call('ec2', 'AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions: SSH });
    const added = read();
    call('ec2', 'RevokeSecurityGroupIngress', { GroupId: id, IpPermissions: SSH });

    expect(added).toEqual({ SecurityGroupIngress: [HTTP, { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }] });
    expect(read()).toEqual({ SecurityGroupIngress: [HTTP] });
  });

  it('cannot be added twice, nor taken away where they are not', () => {
    const ask = (operation: string) => () => call('ec2', operation, { GroupId: id, IpPermissions: SSH });

    expect(ask('RevokeSecurityGroupIngress')).toThrow('does not exist in this security group');
    ask('AuthorizeSecurityGroupIngress')();
    expect(ask('AuthorizeSecurityGroupIngress')).toThrow('already exists');
  });

  it('of no group are refused, and a group that is gone has none', async () => {
    await cloud.provider('AWS::EC2::SecurityGroup').delete(id, {}, {} as never);

    expect(() => call('ec2', 'AuthorizeSecurityGroupIngress', { GroupId: id, IpPermissions: SSH })).toThrow(`'${id}' does not exist`);
    expect(read()).toBeUndefined();
  });
});
