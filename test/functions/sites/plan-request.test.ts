import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeInstancesCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TEMPLATES } from '#domain/glossary.ts';
import { handler as planRequest } from '#functions/sites/plan-request.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError, invoke } from '../support.ts';
import { ledgerOf } from '../table.ts';

process.env.NINES_TEMPLATE_URLS = JSON.stringify(
  Object.fromEntries(TEMPLATES.map((name) => [name, `https://s3.us-east-1.amazonaws.com/assets/${name}.json`])),
);

const cloudFormation = mockClient(CloudFormationClient);
const s3 = mockClient(S3Client);
const quotas = mockClient(ServiceQuotasClient);
const ec2 = mockClient(EC2Client);
const route53 = mockClient(Route53Client);
/** Every output that a later layer of a web site asks for. */
const OUTPUTS = [
  'VpcId',
  'PublicSubnetIds',
  'ApplicationSubnetIds',
  'DataSubnetIds',
  'LoadBalancerSecurityGroupId',
  'WebSecurityGroupId',
  'DataSubnetZones',
  'DataSecurityGroupId',
  'FilesSecurityGroupId',
  'DatabaseEndpoint',
  'DatabasePort',
  'DatabaseSecretArn',
  'DatabaseIdentifier',
  'LoadBalancerDnsName',
  'LoadBalancerZoneId',
  'GroupName',
  'LoadBalancerFullName',
  'TargetGroupFullName',
];
const TEMPLATE = JSON.stringify({
  Resources: { Thing: { Type: 'AWS::EC2::VPC' } },
  Outputs: Object.fromEntries(OUTPUTS.map((name) => [name, { Value: 'x' }])),
});
const SPEC = siteSpec({ database: undefined, cache: undefined });

type Step = { layer: string; action: string; reason: string };
/** What became of the network's layer: all other stacks are not there. */
async function networkStep(): Promise<Step | undefined> {
  const answer = invoke(planRequest, { spec: SPEC });
  await vi.advanceTimersByTimeAsync(30_000);
  return (await answer).layers.find(({ layer }: Step) => layer === 'network');
}

const stackIs = (StackStatus: string) =>
  cloudFormation.on(DescribeStacksCommand).callsFake(({ StackName }) => {
    if (StackName !== 'nines-myapp-network') throw awsError('ValidationError', `Stack with id ${StackName} does not exist`);
    const Outputs = OUTPUTS.map((OutputKey) => ({ OutputKey, OutputValue: 'known' }));
    return { Stacks: [{ StackId: 'arn:stack', StackStatus, Outputs, Tags: [{ Key: 'nines:run', Value: 'run-1' }] }] };
  });

beforeEach(() => {
  ledgerOf();
  cloudFormation.reset();
  quotas.reset();
  ec2.reset();
  route53.reset();
  s3.reset();
  vi.useFakeTimers({ now: new Date('2018-02-08T09:00:00Z') });
  s3.on(GetObjectCommand).callsFake(() => ({ Body: { transformToString: async () => TEMPLATE } }));
  quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 77 } });
  stackIs('CREATE_COMPLETE');
  cloudFormation.on(CreateChangeSetCommand).resolves({ Id: 'arn:set' });
  cloudFormation.on(DeleteChangeSetCommand).resolves({});
  cloudFormation.on(DescribeChangeSetCommand).resolves({ Status: 'CREATE_COMPLETE', Changes: [] });
});
afterEach(() => void vi.useRealTimers());

/** What the request would be told if it were no plan. */
async function changeOf(spec: object): Promise<{ action: string; reason: string }> {
  const [answer] = await Promise.all([invoke(planRequest, { spec }), vi.advanceTimersByTimeAsync(30_000)]);
  return answer.change;
}

describe('what the request itself would be told', () => {
  const edge = { hostedZone: 'Z0SHOP', zone: 'example.org', name: 'www.example.org', routing: 'simple' };
  const site = siteSpec({ cache: undefined });

  it('is every refusal at once: code that is not there, and a zone that is another', async () => {
    s3.on(HeadObjectCommand).rejects(awsError('NotFound'));
    route53.on(GetHostedZoneCommand).resolves({ HostedZone: { Id: 'Z0SHOP', Name: 'example.com.', CallerReference: '' } });

    const { action, reason } = await changeOf({ ...site, edge });

    expect(action).toBe('refuse');
    expect(reason).toMatch(/aws s3 cp wordpress.tar.gz s3:\/\/[\w-]+\/myapp\/wordpress.tar.gz/);
    expect(reason).toContain('example.com');
  });

  it('is no refusal where the code is there and nothing would be lost', async () => {
    s3.on(HeadObjectCommand).resolves({ ContentLength: 1 });

    expect(await changeOf(site)).toMatchObject({ action: 'proceed' });
    expect(route53.calls()).toEqual([]);
  });

  it('is not guessed at when nobody may look', async () => {
    s3.on(HeadObjectCommand).rejects(awsError('Forbidden'));

    await expect(changeOf(site)).rejects.toThrow('Forbidden');
  });
});

describe('plan-request', () => {
  it('asks by a change set under its own name, with the tags that the stack has, and takes it away again', async () => {
    await networkStep();

    const [asked] = cloudFormation.commandCalls(CreateChangeSetCommand);
    expect(asked?.args[0].input).toMatchObject({
      StackName: 'nines-myapp-network',
      ChangeSetName: 'nines-plan-network',
      ChangeSetType: 'UPDATE',
      Tags: [{ Key: 'nines:run', Value: 'run-1' }],
    });
    expect(cloudFormation.commandCalls(DeleteChangeSetCommand)).toHaveLength(1);
  });

  it('reads every page of the changes', async () => {
    const change = (LogicalResourceId: string) => ({ ResourceChange: { Action: 'Add' as const, LogicalResourceId, ResourceType: 'T' } });
    cloudFormation
      .on(DescribeChangeSetCommand)
      .resolves({ Status: 'CREATE_COMPLETE', Changes: [change('A')], NextToken: 'more' })
      .on(DescribeChangeSetCommand, { NextToken: 'more' })
      .resolves({ Status: 'CREATE_COMPLETE', Changes: [change('B')] });

    expect(await networkStep()).toMatchObject({ action: 'change', resources: [{ id: 'A' }, { id: 'B' }] });
  });

  it('is not the end where CloudFormation has nothing to change', async () => {
    cloudFormation
      .on(DescribeChangeSetCommand)
      .resolves({ Status: 'FAILED', StatusReason: "The submitted information didn't contain changes." });

    expect(await networkStep()).toMatchObject({ action: 'none' });
    expect(cloudFormation.commandCalls(DeleteChangeSetCommand)).toHaveLength(1);
  });

  it.each<[name: string, arrange: () => void, reason: string]>([
    [
      'CloudFormation refuses the change',
      () => cloudFormation.on(DescribeChangeSetCommand).resolves({ Status: 'FAILED', StatusReason: 'Template error' }),
      'refuses the change: Template error',
    ],
    [
      'CloudFormation does not take the template',
      () => cloudFormation.on(CreateChangeSetCommand).rejects(awsError('ValidationError', 'Parameters: [X] must have values')),
      'must have values',
    ],
    [
      'CloudFormation does not answer in time',
      () => cloudFormation.on(DescribeChangeSetCommand).resolves({ Status: 'CREATE_IN_PROGRESS' }),
      'has not answered in time. Ask again.',
    ],
    ['the stack is being changed by a run', () => stackIs('UPDATE_IN_PROGRESS'), 'an earlier run started it'],
    ['the stack is one for a person', () => stackIs('UPDATE_ROLLBACK_FAILED'), 'A person mends'],
    [
      'another plan is under way',
      () => {
        cloudFormation.on(CreateChangeSetCommand).rejects(awsError('AlreadyExistsException'));
        cloudFormation.on(DeleteChangeSetCommand).rejects(awsError('InvalidChangeSetStatusException'));
      },
      'Another plan of this layer is being made',
    ],
  ])('says that a layer is not known where %s', async (_, arrange, reason) => {
    arrange();

    expect(await networkStep()).toMatchObject({ action: 'not-known', reason: expect.stringContaining(reason) });
  });

  it('counts what is in use beside the site, and passes a quota by it', async () => {
    const own = { Tags: [{ Key: 'nines:site', Value: 'myapp' }] };
    ec2.on(DescribeVpcsCommand).resolves({ Vpcs: [own, {}, { Tags: [{ Key: 'nines:site', Value: 'other' }] }], NextToken: 'more' });
    ec2.on(DescribeVpcsCommand, { NextToken: 'more' }).resolves({ Vpcs: [{}] });
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 5 } });
    const answer = invoke(planRequest, { spec: SPEC });
    await vi.advanceTimersByTimeAsync(30_000);

    const { quotas: checks } = await answer;

    expect(checks.find(({ quota }) => quota === 'vpcs')).toMatchObject({ needs: 3, used: 3, limit: 5, verdict: 'exceeded' });
  });

  it('does not guess what is in use where AWS does not say', async () => {
    ec2.on(DescribeVpcsCommand).rejects(awsError('UnauthorizedOperation'));
    ec2.on(DescribeInstancesCommand).resolves({});
    const answer = invoke(planRequest, { spec: SPEC });
    await vi.advanceTimersByTimeAsync(30_000);

    const { quotas: checks } = await answer;

    expect(checks.find(({ quota }) => quota === 'vpcs')).toMatchObject({ used: 'unknown', verdict: 'unknown' });
  });

  it('takes away what an earlier plan had to leave, and asks anew', async () => {
    cloudFormation.on(CreateChangeSetCommand).rejectsOnce(awsError('AlreadyExistsException')).resolves({ Id: 'arn:set' });

    expect(await networkStep()).toMatchObject({ action: 'change' });
    expect(cloudFormation.commandCalls(DeleteChangeSetCommand)).toHaveLength(2);
  });

  it.each([
    ['the account’s own where AWS tells it', () => undefined, { limit: 77, limitFrom: 'account' }],
    [
      'the default where AWS does not',
      () => quotas.on(GetServiceQuotaCommand).rejects(awsError('NoSuchResourceException')),
      { limit: 5, limitFrom: 'default' },
    ],
    [
      'the default where AWS asks for patience',
      () => quotas.on(GetServiceQuotaCommand).rejects(awsError('TooManyRequestsException')),
      { limit: 5, limitFrom: 'default' },
    ],
  ])('takes for a limit %s', async (_, arrange, expected) => {
    arrange();
    const answer = invoke(planRequest, { spec: SPEC });
    await vi.advanceTimersByTimeAsync(30_000);

    const { quotas: checks } = await answer;

    expect(checks.find(({ quota }: { quota: string }) => quota === 'vpcs')).toMatchObject(expected);
  });
});
