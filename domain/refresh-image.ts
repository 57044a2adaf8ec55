import type { SiteSpec } from './site-spec.ts';

/** The image that a refresh has brought to a site, and what the site's spec named when it did. */
export type KeptImage = { ami: string; insteadOf: string | null };

/** The image that a spec names. */
export const imageNamed = ({ web }: SiteSpec): string | null => web.image?.ami ?? null;

/**
 * A site as it is to be built: with the image of its last refresh, for as long as its spec says of images what it said then.
 * A spec that has named another one since is the later word.
 */
export function withKeptImage(spec: SiteSpec, kept: KeptImage | undefined): SiteSpec {
  if (kept === undefined || kept.insteadOf !== imageNamed(spec)) return spec;
  return { ...spec, web: { ...spec.web, image: { ami: kept.ami } } };
}
