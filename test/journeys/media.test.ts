// Goal: uploads of a site reach its visitors through CloudFront and nobody else, its page answers when nothing else does, and no site
// is begun without the code that its nodes boot from. Method: POST /sites with media, twice, and a visitor at both distributions.
import { beforeAll, describe, expect, it } from 'vitest';
import { putAssets } from '#rehearsal/assets.ts';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { AwsError } from '#twin/errors.ts';
import { pairOf, signUrl } from '../twin/services/cloudfront/support.ts';
import { siteStacks, taggedArns } from './support/account.ts';
import { SwitchedFaults } from './support/faults.ts';
import { Story, siteSpec } from './support/story.ts';

const PICTURE = { ContentType: 'image/png', Body: 'a picture' };

describe('a site with media', () => {
  let story: Story;
  let before: string[];
  let outputs: Record<string, string>;
  const put = (Bucket: string | undefined, Key: string) => story.world.cloud.callNow('s3', 'PutObject', { Bucket, Key, ...PICTURE });
  const objectsOf = (Bucket: string | undefined): string[] =>
    (story.world.cloud.callNow('s3', 'ListObjectsV2', { Bucket }).Contents ?? []).map(({ Key }: { Key: string }) => Key);
  const visit = (url: string) => story.world.cloud.network.request({ method: 'GET', url, headers: {}, body: '', from: 'visitor' });

  beforeAll(async () => {
    story = await Story.begin({ spec: { ...siteSpec(), media: {} }, assets: ['php-memcached.tgz'] });
    await story.api('POST', '/sites', story.spec);
    await story.untilRunEnds('provision-site');
    before = siteStacks(story);
    putAssets(story.world.cloud, story.world.outputs.AssetsBucketName, 'myapp', ['wordpress.tar.gz']);
    await story.api('POST', '/sites', story.spec);
    await story.untilRunEnds('provision-site');
    outputs = outputsOf(story);
  });

  it('is refused while WordPress is not there, with the command that puts it there, and nothing is made', () => {
    const [refused] = story.runs;

    expect(refused).toMatchObject({ verdict: 'REFUSED' });
    expect(refused?.reason).toContain(`aws s3 cp wordpress.tar.gz s3://${story.world.outputs.AssetsBucketName}/myapp/wordpress.tar.gz`);
    expect(refused?.reason).not.toContain('php-memcached');
    expect(before).toEqual([]);
  });

  it('is built once a person has put it there, and gets its nodes’ own files by itself', () => {
    expect(story.runs.at(-1)).toMatchObject({ verdict: 'PASSED', measured: { healthyTargets: 2, deepPageStatus: 200 } });
    expect(objectsOf(story.world.outputs.AssetsBucketName)).toEqual([
      'myapp/node.tar.gz',
      'myapp/php-memcached.tgz',
      'myapp/wordpress.tar.gz',
    ]);
  });

  it('shows uploads at the address that its nodes write into their pages, and nothing else of the bucket', async () => {
    put(outputs.MediaBucketName, 'uploads/2018/02/a.png');
    put(outputs.MediaBucketName, 'private/report.png');
    put(outputs.MediaBucketName, 'backup.sql');
    const status = async (path: string) => (await visit(`${outputs.MediaUrl}/${path}`)).status;

    expect(userDataOf(story)).toContain(`export NINES_MEDIA_URL='${outputs.MediaUrl}'`);
    expect(await visit(`${outputs.MediaUrl}/uploads/2018/02/a.png`)).toMatchObject({ status: 200, body: PICTURE.Body });
    expect([await status('private/report.png'), await status('backup.sql'), await status('uploads/none.png')]).toEqual([403, 403, 403]);
  });

  it('says on every path of its page that it will be back, and that it is not there now', async () => {
    for (const path of ['', 'hello-world/', 'wp-admin/']) {
      const { status, body } = await visit(`https://${outputs.PageDomainName}/${path}`);

      expect([path, status]).toEqual([path, 503]);
      expect(body).toContain('We will be back');
    }
  });

  it('keeps its media closed, and finds them again by its tag', () => {
    const { PublicAccessBlockConfiguration } = story.world.cloud.callNow('s3', 'GetPublicAccessBlock', { Bucket: outputs.MediaBucketName });

    expect(Object.values(PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    expect(taggedArns(story)).toEqual(
      expect.arrayContaining([`arn:aws:s3:::${outputs.MediaBucketName}`, expect.stringContaining(':distribution/')]),
    );
  });

  describe('whose owner makes a part of them private', () => {
    const owner = pairOf();
    beforeAll(async () => {
      await story.api('POST', '/sites', { ...story.spec, media: { private: { first: owner.publicKey } } });
      await story.untilRunEnds('provision-site');
      outputs = outputsOf(story);
    });

    it('gives it to who has a signed URL, and to nobody else', async () => {
      const url = `${outputs.MediaUrl}/private/report.png`;
      const expires = Math.floor(story.nowMs / 1000) + 60;
      const signed = signUrl(url, String(outputs.FirstKeyId), owner.privateKey, { expires });

      expect(story.runs.at(-1)).toMatchObject({ verdict: 'PASSED' });
      expect(await visit(signed)).toMatchObject({ status: 200, body: PICTURE.Body });
      expect((await visit(url)).status).toBe(403);
      expect((await visit(url.replace('private/', 'private%2F'))).status).toBe(403);
      expect((await visit(`${outputs.MediaUrl}/uploads/2018/02/a.png`)).status).toBe(200);
      expect((await visit(signed.replace('report', 'other'))).status).toBe(403);
    });

    it('makes nothing anew: neither bucket nor distribution, and no second version of the node’s files', () => {
      const { Versions } = story.world.cloud.callNow('s3', 'ListObjectVersions', {
        Bucket: story.world.outputs.AssetsBucketName,
        Prefix: 'myapp/node.tar.gz',
      });

      expect(Versions).toHaveLength(1);
      expect(objectsOf(outputs.MediaBucketName)).toContain('private/report.png');
    });
  });

  describe('that is taken down', () => {
    let refused: RunSummary;
    let run: RunSummary;
    let kept: string[];
    beforeAll(async () => {
      await story.api('DELETE', '/sites/myapp?mode=live');
      refused = await story.untilRunEnds('teardown-site');
      kept = objectsOf(outputs.MediaBucketName);
      await story.api('DELETE', '/sites/myapp?mode=live&emptyBuckets=true');
      run = await story.untilRunEnds('teardown-site');
    });

    it('keeps what people uploaded until somebody says that it may be lost', () => {
      expect(refused).toMatchObject({ verdict: 'REFUSED', reason: expect.stringContaining(String(outputs.MediaBucketName)) });
      // The page is ours, and comes with every deployment.
      expect(refused.reason).not.toContain(outputs.PageBucketName);
      expect(kept).toContain('uploads/2018/02/a.png');
    });

    it('leaves nothing of it then, and the code of the site where it was', () => {
      expect(run).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
      expect(siteStacks(story)).toEqual([]);
      expect(taggedArns(story).filter((arn) => /:s3:|:cloudfront:/.test(arn))).toEqual([]);
      expect(objectsOf(story.world.outputs.AssetsBucketName)).toContain('myapp/wordpress.tar.gz');
    });

    it('answers nobody at its old names', () => {
      expect(() => visit(`https://${outputs.MediaDomainName}/uploads/2018/02/a.png`)).toThrow();
    });
  });

  it('has run without a refusal of the twin', () => {
    expect(story.check()).toEqual([]);
  });
});

it('takes back buckets and distributions of a site whose web tier cannot be made', async () => {
  const full = new AwsError('TooManyLoadBalancersException', 'The limit is reached.');
  const faults = new SwitchedFaults().failCall('elasticloadbalancing', 'CreateLoadBalancer', () => full);
  const story = await Story.begin({ faults, spec: { ...siteSpec(), media: {} } });

  await story.api('POST', '/sites', story.spec);
  const run = await story.untilRunEnds('provision-site');

  expect(run).toMatchObject({ verdict: 'FAILED', reason: expect.stringContaining('The layer web') });
  expect(siteStacks(story)).toEqual([]);
  expect(taggedArns(story)).toEqual([]);
});

/** What a layer of the site put out. */
function outputsOf(story: Story, layer = 'media'): Record<string, string> {
  const { Stacks } = story.world.cloud.callNow('cloudformation', 'DescribeStacks', { StackName: `nines-myapp-${layer}` });
  const outputs: { OutputKey: string; OutputValue: string }[] = Stacks[0].Outputs;
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

/** What a node of the group boots from. */
function userDataOf(story: Story): string {
  const { LaunchTemplateId } = outputsOf(story, 'web');
  const asked = { LaunchTemplateId, Versions: ['$Latest'] };
  const { LaunchTemplateVersions } = story.world.cloud.callNow('ec2', 'DescribeLaunchTemplateVersions', asked);
  return LaunchTemplateVersions.map(({ LaunchTemplateData }: { LaunchTemplateData: { UserData: string } }) =>
    Buffer.from(LaunchTemplateData.UserData, 'base64').toString(),
  ).join('\n');
}
