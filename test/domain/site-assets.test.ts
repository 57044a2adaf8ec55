import { describe, expect, it } from 'vitest';
import { codeIsThere, type GateFacts } from '#domain/gates.ts';
import { assetKey, neededAssets, tellMissing } from '#domain/site-assets.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { siteSpec } from './support.ts';

const files = (changes: Partial<SiteSpec>) => neededAssets(siteSpec(changes)).map(({ file }) => file);

describe('the code that a person brings', () => {
  it.each<[string, Partial<SiteSpec>, string[]]>([
    ['WordPress and the extension for its cache', {}, ['wordpress.tar.gz', 'php-memcached.tgz']],
    [
      'WordPress and the extension for a cache of another kind',
      { cache: { engine: 'valkey', nodeType: 'cache.t3.micro', nodes: 2 } },
      ['wordpress.tar.gz', 'php-redis.tgz'],
    ],
    ['WordPress alone', { cache: undefined }, ['wordpress.tar.gz']],
    ['no WordPress where it could keep nothing', { database: undefined }, ['php-memcached.tgz']],
    ['nothing, for nodes alone', { database: undefined, cache: undefined }, []],
  ])('is %s', (_, changes, expected) => {
    expect(files(changes)).toEqual(expected);
  });

  it('lies in a folder of its site', () => {
    expect(assetKey('myapp', 'wordpress.tar.gz')).toBe('myapp/wordpress.tar.gz');
  });

  it('is told with the command that puts it there, each thing that is missing at once', () => {
    const told = tellMissing('myapp', 'nines-assets-1', neededAssets(siteSpec()));

    expect(told).toContain("lacks a release of WordPress and the source of PECL's memcached");
    expect(told).toContain('aws s3 cp wordpress.tar.gz s3://nines-assets-1/myapp/wordpress.tar.gz && aws s3 cp php-memcached.tgz s3://');
  });

  it('is not told of when it is there', () => {
    expect(tellMissing('myapp', 'nines-assets-1', [])).toBeUndefined();
    expect(codeIsThere({} as GateFacts)).toBeUndefined();
  });
});
