import { describe, expect, it } from 'vitest';
import { frontWarnings } from '#domain/front-warnings.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { siteSpec } from './support.ts';

const warned = (web: Partial<SiteSpec['web']>, changes: Partial<SiteSpec> = {}) =>
  frontWarnings(siteSpec({ ...changes, web: { ...siteSpec().web, ...web } })).map(({ path }) => path);
const stickiness = { seconds: 3_600 };
const withoutCache = { cache: undefined };

describe('the warnings of a way in', () => {
  it.each<[what: string, web: Partial<SiteSpec['web']>, changes: Partial<SiteSpec>, paths: string[]]>([
    ['none with sessions in the cache', {}, {}, []],
    ['none with sessions in a table', { sessions: 'dynamodb' }, withoutCache, []],
    ['sessions that stay behind at a node', {}, withoutCache, ['web.sessions']],
    ['none of one node alone', { min: 1, max: 1 }, withoutCache, []],
    ['sessions that go with their node', { sessions: 'sticky', stickiness }, {}, ['web.sessions']],
    ['the same by another word', { sessions: 'none', stickiness }, {}, ['web.sessions']],
    ['none of visitors who come back to a cached session', { stickiness }, {}, []],
    ['zones of one node that are apart', { crossZone: false }, {}, ['web.crossZone']],
    ['none of zones of two nodes that are apart', { crossZone: false, min: 4 }, {}, []],
  ])('are %s', (_what, web, changes, paths) => {
    expect(warned(web, changes)).toEqual(paths);
  });
});
