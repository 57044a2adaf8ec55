// Goal: the one template of the network is the right network for every site, and can be taken down again.
// Method: the synthesized template, with the parameters that the domain gives it, made and deleted by the twin's CloudFormation.
import { describe, expect, test } from 'vitest';
import { layerParameters } from '#domain/layers/index.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { createCloud } from '#twin/create-cloud.ts';
import { createCloudFormation } from '#twin/services/cloudformation/index.ts';
import { createEc2 } from '#twin/services/ec2/index.ts';
import { createIam } from '#twin/services/iam/index.ts';
import { createLogs } from '#twin/services/logs/index.ts';
import { createSsm } from '#twin/services/ssm/index.ts';
import { PERSON, START_MS } from '../../twin/services/account.ts';
import { SPECS } from './specs.ts';
import { layer } from './support.ts';

const STACK = 'nines-myapp-network';
const HOUR_SECONDS = 3600;
type Described = Record<string, unknown>;

const silentNode = {
  answer: () => ({ status: 200, headers: {}, body: '' }),
  healthStatus: () => 200,
  flow: () => ({ okShare: 1, failStatus: 503 }),
  cpuPercent: () => 0,
  command: () => {},
  stop: () => {},
};

/** The network of a site, made. */
async function build(name: string, changes: Partial<SiteSpec['network']> = {}) {
  const found = SPECS[name] as SiteSpec;
  const spec = { ...found, network: { ...found.network, ...changes } };
  const cloud = createCloud({ seed: 7, startMs: START_MS });
  const ec2 = createEc2(cloud, { start: () => silentNode });
  const modules = [createCloudFormation(cloud), ec2, createIam(cloud), createLogs(cloud), createSsm(cloud, () => undefined)];
  for (const module of modules) cloud.add(module);
  // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
  const call = (service: 'cloudformation' | 'ec2' | 'logs', operation: string, input: object): any =>
    cloud.call(service, operation, input, PERSON, 'person');
  const play = (seconds: number) => cloud.runUntil(cloud.clock.nowMs + seconds * 1000);
  const parametersOf = (wanted: SiteSpec) =>
    Object.entries(layerParameters('network', wanted, {})).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
  const change = async (operation: 'CreateStack' | 'UpdateStack', wanted: SiteSpec): Promise<Described> => {
    call('cloudformation', operation, {
      StackName: STACK,
      TemplateBody: JSON.stringify(layer('network')),
      Parameters: parametersOf(wanted),
      Capabilities: ['CAPABILITY_IAM'],
      Tags: [{ Key: 'nines:site', Value: 'myapp' }],
    });
    await play(HOUR_SECONDS);
    return call('cloudformation', 'DescribeStacks', { StackName: STACK }).Stacks[0];
  };
  const outputsOf = (stack: Described): Record<string, string> =>
    Object.fromEntries((stack.Outputs as { OutputKey: string; OutputValue: string }[]).map((o) => [o.OutputKey, o.OutputValue]));
  const stack = await change('CreateStack', spec);
  return {
    status: stack.StackStatus,
    outputs: outputsOf(stack),
    count: (list: string) => (call('ec2', `Describe${list}`, {})[list] as unknown[]).length,
    call,
    billed: () => ec2.taggedResources().filter(({ billable }) => billable),
    taggedArns: () => ec2.taggedResources().map(({ arn }) => arn),
    update: async (other: Partial<SiteSpec['network']>) => {
      const updated = await change('UpdateStack', { ...spec, network: { ...spec.network, ...other } });
      return { status: updated.StackStatus, outputs: outputsOf(updated) };
    },
    takeDown: async () => {
      call('cloudformation', 'DeleteStack', { StackName: STACK });
      await play(2 * HOUR_SECONDS);
      return () => call('cloudformation', 'DescribeStacks', { StackName: STACK });
    },
  };
}

describe.each<[name: string, subnets: number, natGateways: number, endpoints: number, instances: number, logGroups: number]>([
  ['the site of the courses', 4, 0, 2, 0, 1],
  ['three zones, a NAT gateway each', 9, 3, 2, 0, 1],
  ['four zones, one NAT gateway, no flow logs', 12, 1, 2, 0, 0],
  ['two zones, endpoints only, a bastion', 6, 0, 6, 1, 1],
])('%s', (name, subnets, natGateways, endpoints, instances, logGroups) => {
  test('has what it asks for, and no more', async () => {
    const network = await build(name);

    expect(network.status).toBe('CREATE_COMPLETE');
    expect(network.count('Subnets')).toBe(subnets);
    expect(network.count('NatGateways')).toBe(natGateways);
    expect(network.count('Addresses')).toBe(natGateways);
    expect(network.count('VpcEndpoints')).toBe(endpoints);
    expect(network.count('Vpcs')).toBe(1);
    expect(network.call('ec2', 'DescribeInstances', {}).Reservations).toHaveLength(instances);
    expect(network.call('logs', 'DescribeLogGroups', {}).logGroups).toHaveLength(logGroups);
  });

  test('puts its nodes and its data into one subnet a zone', async () => {
    const { outputs, call } = await build(name);
    const { zones } = (SPECS[name] as SiteSpec).network;
    const describe = (ids: string | undefined) =>
      call('ec2', 'DescribeSubnets', { SubnetIds: (ids ?? '').split(',') }).Subnets as Described[];

    const [nodes, data] = [describe(outputs.ApplicationSubnetIds), describe(outputs.DataSubnetIds)];

    expect(nodes.map((subnet) => subnet.CidrBlock)).toEqual(zones.map((zone) => zone.application ?? zone.public));
    expect(nodes.map((subnet) => subnet.MapPublicIpOnLaunch)).toEqual(zones.map((zone) => zone.application === undefined));
    expect(data.map((subnet) => subnet.AvailabilityZone)).toEqual(zones.map((zone) => zone.name));
    expect(outputs.DataSubnetZones).toBe(zones.map((zone) => `${zone.data}=${zone.name}`).join(','));
  });

  test('is gone without a trace after its teardown', async () => {
    const network = await build(name);

    const describeStack = await network.takeDown();

    expect(describeStack).toThrow('does not exist');
    expect(network.taggedArns().filter((arn) => !arn.includes(':instance/'))).toEqual([]);
    expect(network.billed()).toEqual([]);
    expect(network.call('logs', 'DescribeLogGroups', {}).logGroups).toEqual([]);
  });
});

describe('a network that changes', () => {
  test('moves routes, and no subnet, from one NAT gateway to one a zone', async () => {
    const network = await build('three zones, a NAT gateway each', { nat: 'one' });

    const updated = await network.update({ nat: 'per-zone' });

    expect(updated.status).toBe('UPDATE_COMPLETE');
    expect(updated.outputs).toEqual(network.outputs);
    expect(network.count('NatGateways')).toBe(3);
  });

  test('grows by a zone, and keeps those that it has', async () => {
    const name = 'four zones, one NAT gateway, no flow logs';
    const { zones } = (SPECS[name] as SiteSpec).network;
    const network = await build(name, { zones: zones.slice(0, 3) });

    const updated = await network.update({ zones });

    expect(updated.outputs.ApplicationSubnetIds?.split(',')).toHaveLength(4);
    expect(updated.outputs.ApplicationSubnetIds).toContain(network.outputs.ApplicationSubnetIds);
  });

  test('loses its bastion again', async () => {
    const network = await build('two zones, endpoints only, a bastion');

    const updated = await network.update({ bastion: undefined });

    expect(network.outputs.BastionInstanceId).toMatch(/^i-/);
    expect(updated.outputs.BastionInstanceId).toBeUndefined();
    expect(network.billed().map(({ arn }) => arn)).toEqual(Array(4).fill(expect.stringContaining(':vpc-endpoint/')));
  });
});
