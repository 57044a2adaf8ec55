// Goal: no site is begun whose nodes would find no code. Method: the real handlers' parts over the twin's S3, by the SDK's own client.
import { CopyObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { missingCode } from '#functions/shared/sites/assets.ts';
import { stockNode, stockPage } from '#functions/shared/sites/stock.ts';
import { AwsError } from '#twin/errors.ts';
import { createS3 } from '#twin/services/s3/index.ts';
import { siteSpec } from '../../domain/support.ts';
import { openAccount } from '../../twin/services/account.ts';
import { awsError } from '../support.ts';

const ASSETS = 'test-nines_assets_bucket';
const PAGES = 'nines-myapp-media-page-1';
const s3 = mockClient(S3Client);

let account: ReturnType<typeof openAccount>;
const call = (operation: string, input: object) => account.call('s3', operation, input);
const put = (Key: string, Body = 'x', Bucket = ASSETS) => call('PutObject', { Bucket, Key, Body });
const versions = (Bucket: string): string[] => call('ListObjectVersions', { Bucket }).Versions.map(({ Key }: { Key: string }) => Key);

beforeEach(() => {
  account = openAccount([createS3]);
  for (const Bucket of [ASSETS, PAGES, 'cdk-assets']) call('CreateBucket', { Bucket });
  call('PutBucketVersioning', { Bucket: ASSETS, VersioningConfiguration: { Status: 'Enabled' } });
  put('1a2b.gz', 'node', 'cdk-assets');
  put('3c4d.html', '<html>', 'cdk-assets');
  s3.reset();
  const answer = (operation: string) => (input: object) => {
    try {
      return call(operation, input);
    } catch (error) {
      if (error instanceof AwsError) throw awsError(error.shape, error.message);
      throw error;
    }
  };
  s3.on(HeadObjectCommand).callsFake(answer('HeadObject'));
  s3.on(CopyObjectCommand).callsFake(answer('CopyObject'));
});

describe('the code of a site', () => {
  it('is there when a person has put all of it', async () => {
    put('myapp/wordpress.tar.gz');
    put('myapp/php-memcached.tgz');

    expect(await missingCode(siteSpec())).toBeUndefined();
  });

  it.each([
    ['lies in the folder of another site', () => put('yourapp/wordpress.tar.gz')],
    ['was uploaded from nothing', () => put('myapp/wordpress.tar.gz', '')],
    [
      'was deleted again',
      () => {
        put('myapp/wordpress.tar.gz');
        call('DeleteObject', { Bucket: ASSETS, Key: 'myapp/wordpress.tar.gz' });
      },
    ],
  ])('is missing when it %s', async (_, prepare) => {
    put('myapp/php-memcached.tgz');
    prepare();

    const told = await missingCode(siteSpec());

    expect(told).toContain(`aws s3 cp wordpress.tar.gz s3://${ASSETS}/myapp/wordpress.tar.gz`);
    expect(told).not.toContain('php-memcached.tgz');
  });

  it('is not believed to be missing where S3 does not tell', async () => {
    s3.on(HeadObjectCommand).rejects(awsError('AccessDenied'));

    await expect(missingCode(siteSpec())).rejects.toThrow('AccessDenied');
  });
});

describe('stocking a site', () => {
  it('gives it the node of this deployment, and the page where there is a bucket for it', async () => {
    await stockNode('myapp');
    await stockPage(PAGES);

    const node = call('GetObject', { Bucket: ASSETS, Key: 'myapp/node.tar.gz' });
    const page = call('GetObject', { Bucket: PAGES, Key: 'we-will-be-back.html' });
    expect([new TextDecoder().decode(node.Body), node.Metadata]).toEqual(['node', { 'nines-source': 'cdk-assets/1a2b.gz' }]);
    expect(page).toMatchObject({ ContentType: 'text/html; charset=utf-8', CacheControl: 'max-age=60' });
  });

  it('makes no second version of what is there', async () => {
    await stockNode('myapp');

    await stockNode('myapp');

    expect(versions(ASSETS)).toEqual(['myapp/node.tar.gz']);
  });

  it('replaces what an earlier deployment gave, or a person by hand', async () => {
    put('myapp/node.tar.gz', 'old');

    await stockNode('myapp');

    expect(versions(ASSETS)).toHaveLength(2);
    expect(new TextDecoder().decode(call('GetObject', { Bucket: ASSETS, Key: 'myapp/node.tar.gz' }).Body)).toBe('node');
  });

  it('gives no page to a site without a bucket for it', async () => {
    await stockPage(undefined);

    expect(s3.calls()).toEqual([]);
  });

  it('fails when the page has no bucket any more', async () => {
    await expect(stockPage('gone')).rejects.toThrow('does not exist');
  });
});
