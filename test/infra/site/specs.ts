import type { SiteSpec } from '#domain/site-spec.ts';
import { siteSpec } from '../../domain/support.ts';

/** Sites that differ in what a layer is made of; every optional part is on in one of them and off in another. */
export const SPECS: Readonly<Record<string, SiteSpec>> = {
  'the site of the courses': siteSpec(),
  'a site of web nodes alone': siteSpec({ database: undefined, cache: undefined }),
};
