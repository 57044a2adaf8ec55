import { describe, expect, it } from 'vitest';
import { findsItsCode } from '#site/model/assets.ts';
import { readEnvironment } from '#site/model/environment.ts';
import { createS3 } from '#twin/services/s3/index.ts';
import { openAccount } from '../../twin/services/account.ts';

const ALL = ['node.tar.gz', 'wordpress.tar.gz', 'php-memcached.tgz'];
const exportsOf = (more: Record<string, string>) =>
  Object.entries({ NINES_ASSETS_BUCKET: 'assets', NINES_ASSETS_PREFIX: 'myapp/', ...more })
    .map(([name, value]) => `export ${name}='${value}'\n`)
    .join('');
const DATABASE = { NINES_DATABASE_HOST: 'db' };
const CACHE = { NINES_CACHE_HOST: 'cache' };

describe('the code of a node', () => {
  it.each<[string, Record<string, string>, string[], boolean]>([
    ['all of it is there', { ...DATABASE, ...CACHE }, ALL, true],
    ['the node’s own files are missing', {}, [], false],
    ['WordPress is missing', DATABASE, ['node.tar.gz'], false],
    ['WordPress is missing where there is no database', CACHE, ['node.tar.gz', 'php-memcached.tgz'], true],
    ['the extension for Memcached is missing', CACHE, ['node.tar.gz'], false],
    ['the extension is for a cache of another kind', { ...CACHE, NINES_CACHE_ENGINE: 'valkey' }, ALL, false],
    ['the extension for Valkey is there', { ...CACHE, NINES_CACHE_ENGINE: 'valkey' }, ['node.tar.gz', 'php-redis.tgz'], true],
    ['it lies in the folder of another site', { NINES_ASSETS_PREFIX: 'yourapp/' }, ALL, false],
    ['there is no such bucket', { NINES_ASSETS_BUCKET: 'gone' }, ALL, false],
    ['it is told of no bucket', { NINES_ASSETS_BUCKET: '' }, [], true],
  ])('is found or not when %s', (_, environment, files, isFound) => {
    const { cloud } = openAccount([createS3]);
    cloud.callNow('s3', 'CreateBucket', { Bucket: 'assets' });
    for (const file of files) cloud.callNow('s3', 'PutObject', { Bucket: 'assets', Key: `myapp/${file}`, Body: 'x' });

    expect(findsItsCode(cloud, readEnvironment(exportsOf(environment)))).toBe(isFound);
  });
});
