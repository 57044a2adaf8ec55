// Goal: an image is made, told of and launched from as on AWS, and its snapshot is what is left to pay for.
// Method: one account with a network; instances by the API, the clock played.
import { describe, expect, it } from 'vitest';
import { MINUTE, openWebTier, SECOND, type WebTier } from '../web-tier.ts';

const AMAZON_LINUX = 'ami-0a1b2c3d4e5f60718';
const ec2 = (web: WebTier, operation: string, input: object) => web.cloud.callNow('ec2', operation, input);
const launch = (web: WebTier, given: object = {}): string =>
  ec2(web, 'RunInstances', {
    MinCount: 1,
    MaxCount: 1,
    SubnetId: web.subnets[0],
    LaunchTemplate: { LaunchTemplateId: web.templateId },
    ...given,
  }).Instances[0].InstanceId;
const image = (web: WebTier, InstanceId: string, given: object = {}): string =>
  ec2(web, 'CreateImage', { InstanceId, Name: 'golden', ...given }).ImageId;
const stateOf = (web: WebTier, id: string): string => ec2(web, 'DescribeImages', { ImageIds: [id] }).Images[0].State;

async function withNode(faults = {}) {
  const web = await openWebTier({ min: 0, faults });
  const node = launch(web, { ImageId: AMAZON_LINUX });
  await web.play(2 * MINUTE);
  return { web, node };
}

describe('making an image', () => {
  it('is pending until its snapshot is there, and then told to the bus', async () => {
    const { web, node } = await withNode();

    const id = image(web, node);
    const early = stateOf(web, id);
    await web.play(4 * MINUTE);

    expect([early, stateOf(web, id)]).toEqual(['pending', 'available']);
    expect(web.eventsOf('EC2 AMI State Change')).toMatchObject([
      { resources: [`arn:aws:ec2:us-east-1::image/${id}`], detail: { ImageId: id, State: 'available', ErrorMessage: '' } },
    ]);
  });

  it('restarts the instance, which serves nobody meanwhile', async () => {
    const { web, node } = await withNode();

    image(web, node);
    const during = web.ec2.findNode(node);
    await web.play(MINUTE);

    expect(during).toBeUndefined();
    expect(web.ec2.findNode(node)).toBeDefined();
  });

  it('leaves the instance alone when it is told not to restart it', async () => {
    const { web, node } = await withNode();

    image(web, node, { NoReboot: true });

    expect(web.ec2.findNode(node)).toBeDefined();
  });

  it('fails, and says so, where the account cannot make it', async () => {
    const { web, node } = await withNode({ read: (name: string) => name === 'ec2:image-fails' });

    const id = image(web, node);
    await web.play(4 * MINUTE);

    expect(stateOf(web, id)).toBe('failed');
    expect(web.eventsOf('EC2 AMI State Change')[0]?.detail).toMatchObject({ State: 'failed' });
  });

  it.each([
    ['a name that is taken', { Name: 'golden' }, 'InvalidAMIName.Duplicate'],
    ['a name of two letters', { Name: 'ab' }, 'InvalidAMIName.Malformed'],
    ['an instance that does not exist', { InstanceId: 'i-0', Name: 'other' }, 'InvalidInstanceID.NotFound'],
  ])('refuses %s', async (_, given, shape) => {
    const { web, node } = await withNode();
    image(web, node, { NoReboot: true });

    const act = () => image(web, node, given);

    expect(act).toThrow(expect.objectContaining({ shape }));
  });

  it('keeps the tags of the image and those of the snapshot apart', async () => {
    const { web, node } = await withNode();
    const TagSpecifications = [
      { ResourceType: 'image', Tags: [{ Key: 'nines:site', Value: 'myapp' }] },
      { ResourceType: 'snapshot', Tags: [{ Key: 'nines:part', Value: 'image' }] },
    ];

    const id = image(web, node, { TagSpecifications });

    expect(ec2(web, 'DescribeImages', { ImageIds: [id] }).Images[0].Tags).toEqual([{ Key: 'nines:site', Value: 'myapp' }]);
    const billable = web.ec2.taggedResources().filter(({ arn }) => arn.includes('snapshot/'));
    expect(billable).toMatchObject([{ tags: { 'nines:part': 'image' }, billable: true }]);
  });
});

describe('launching from an image', () => {
  it('is possible once it is available', async () => {
    const { web, node } = await withNode();
    const id = image(web, node);

    const early = () => launch(web, { ImageId: id });
    expect(early).toThrow(expect.objectContaining({ shape: 'InvalidAMIID.Unavailable' }));
    await web.play(4 * MINUTE);

    expect(launch(web, { ImageId: id })).toMatch(/^i-0/);
  });

  it('ends with the image, whose snapshot stays unless it is named', async () => {
    const { web, node } = await withNode();
    const id = image(web, node);
    await web.play(4 * MINUTE);

    ec2(web, 'DeregisterImage', { ImageId: id });

    expect(() => launch(web, { ImageId: id })).toThrow(expect.objectContaining({ shape: 'InvalidAMIID.NotFound' }));
    const [{ SnapshotId }] = ec2(web, 'DescribeSnapshots', { OwnerIds: ['self'] }).Snapshots;
    ec2(web, 'DeleteSnapshot', { SnapshotId });
    expect(ec2(web, 'DescribeSnapshots', { OwnerIds: ['self'] }).Snapshots).toEqual([]);
  });

  it('keeps a snapshot that an image stands on', async () => {
    const { web, node } = await withNode();
    image(web, node);
    const [{ SnapshotId }] = ec2(web, 'DescribeSnapshots', { OwnerIds: ['self'] }).Snapshots;

    const act = () => ec2(web, 'DeleteSnapshot', { SnapshotId });

    expect(act).toThrow(expect.objectContaining({ shape: 'InvalidSnapshot.InUse' }));
  });
});

describe('reading images', () => {
  it("knows AWS's own, and nobody else's", async () => {
    const web = await openWebTier({ min: 0 });

    const { Images } = ec2(web, 'DescribeImages', { ImageIds: [AMAZON_LINUX] });
    const strange = () => ec2(web, 'DescribeImages', { ImageIds: ['ami-12345678'] });

    expect(Images).toMatchObject([{ State: 'available', Architecture: 'x86_64', ImageOwnerAlias: 'amazon' }]);
    expect(strange).toThrow(expect.objectContaining({ shape: 'InvalidAMIID.NotFound' }));
  });

  it('refuses to list the images of the whole world', async () => {
    const web = await openWebTier({ min: 0 });

    const act = () => ec2(web, 'DescribeImages', {});

    expect(act).toThrow('DescribeImages of all accounts');
  });
});

describe('a version of a launch template', () => {
  const add = (web: WebTier, given: object = {}) =>
    ec2(web, 'CreateLaunchTemplateVersion', {
      LaunchTemplateId: web.templateId,
      SourceVersion: '1',
      LaunchTemplateData: { ImageId: AMAZON_LINUX },
      ...given,
    }).LaunchTemplateVersion;

  it('is its source with what is given in the place of what was there', async () => {
    const web = await openWebTier({ min: 0 });

    const made = add(web, { VersionDescription: 'golden' });

    expect(made).toMatchObject({ VersionNumber: 2, DefaultVersion: false, VersionDescription: 'golden' });
    expect(made.LaunchTemplateData).toMatchObject({ ImageId: AMAZON_LINUX, InstanceType: 't3.micro' });
  });

  it('is made once for a client token', async () => {
    const web = await openWebTier({ min: 0 });

    const numbers = [add(web, { ClientToken: 'run-1' }), add(web, { ClientToken: 'run-1' })].map(({ VersionNumber }) => VersionNumber);

    expect(numbers).toEqual([2, 2]);
  });

  it('stands on a version that is there', async () => {
    const web = await openWebTier({ min: 0 });

    const act = () => add(web, { SourceVersion: '7' });

    expect(act).toThrow('Could not find launch template version 7');
  });
});

it('launches once for a client token', async () => {
  const web = await openWebTier({ min: 0 });

  const first = launch(web, { ClientToken: 'run-1' });
  await web.play(SECOND);

  expect(launch(web, { ClientToken: 'run-1' })).toBe(first);
});

it('shows what was bought on the spot market', async () => {
  const web = await openWebTier({ min: 0 });

  const id = launch(web, { InstanceMarketOptions: { MarketType: 'spot' } });

  const [{ Instances }] = ec2(web, 'DescribeInstances', { InstanceIds: [id] }).Reservations;
  expect(Instances[0].InstanceLifecycle).toBe('spot');
  expect(() => launch(web, { InstanceMarketOptions: { MarketType: 'capacity-block' } })).toThrow('the market type capacity-block');
});
