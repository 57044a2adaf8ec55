import { DeregisterImageCommand, DescribeImagesCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, describe, expect, it } from 'vitest';
import { billableOf } from '#domain/leftovers.ts';
import { isStillThere } from '#functions/shared/sites/still-there.ts';
import { handler as discardImages } from '#functions/sites/discard-images.ts';
import { invoke, run } from '../support.ts';

const ec2 = mockClient(EC2Client);
const RUN = run({ kind: 'teardown-site' });
const deregistered = () => ec2.commandCalls(DeregisterImageCommand).map(({ args }) => args[0].input);
const refusal = (name: string) => Object.assign(new Error(name), { name });

afterEach(() => ec2.reset());

describe('the golden images of a site', () => {
  it('go with their snapshots, and only those of this account that a run has made', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-1' }, { ImageId: 'ami-2' }] });
    ec2.on(DeregisterImageCommand).resolves({});

    await expect(invoke(discardImages, { run: RUN })).resolves.toEqual({ images: ['ami-1', 'ami-2'] });

    expect(ec2.commandCalls(DescribeImagesCommand)[0]?.args[0].input).toEqual({
      Owners: ['self'],
      Filters: [
        { Name: 'tag:nines:site', Values: ['myapp'] },
        { Name: 'tag-key', Values: ['nines:run'] },
      ],
    });
    expect(deregistered()).toEqual(['ami-1', 'ami-2'].map((ImageId) => ({ ImageId, DeleteAssociatedSnapshots: true })));
  });

  it('are none for a site that was never refreshed', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [] });

    await expect(invoke(discardImages, { run: RUN })).resolves.toEqual({ images: [] });

    expect(deregistered()).toEqual([]);
  });

  it('are not asked for twice in vain when an earlier attempt got through', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-1' }, { ImageId: 'ami-2' }] });
    ec2.on(DeregisterImageCommand).rejectsOnce(refusal('InvalidAMIID.Unavailable')).resolves({});

    await expect(invoke(discardImages, { run: RUN })).resolves.toEqual({ images: ['ami-1', 'ami-2'] });

    expect(deregistered()).toHaveLength(2);
  });

  it('break the step when EC2 says no, so that the sweep is not believed', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-1' }] });
    ec2.on(DeregisterImageCommand).rejects(refusal('UnauthorizedOperation'));

    await expect(invoke(discardImages, { run: RUN })).rejects.toThrow('UnauthorizedOperation');
  });
});

it.each<[name: string, answer: () => void, isLeft: boolean]>([
  ['there', () => ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [{ SnapshotId: 'snap-1' }] }), true],
  ['gone', () => ec2.on(DescribeSnapshotsCommand).rejects(refusal('InvalidSnapshot.NotFound')), false],
])('a snapshot of an image is told of as %s when EC2 says so, whatever the tags say', async (_, answer, isLeft) => {
  answer();
  const [found] = billableOf(['arn:aws:ec2:us-east-1:123456789012:snapshot/snap-1'], []);

  expect(found?.kind).toBe('EBS snapshot');
  expect(found && (await isStillThere(found))).toBe(isLeft);
});
