import type { Layer } from './glossary.ts';
import { type SiteAvailability, siteAvailability } from './site-availability.ts';
import { priceSite, type SitePrice } from './site-price.ts';
import { type AccountQuotas, checkQuotas, type QuotaCheck } from './site-quotas.ts';
import type { LayerDraft } from './site-resources.ts';
import type { SiteSpec } from './site-spec.ts';

/** What is done to one resource. `maybe`: whether it is changed in place or replaced is known only once it is done. */
export type ResourceStep = { id: string; type: string; action: 'create' | 'change' | 'replace' | 'maybe-replace' | 'remove' };

/** What would be made or changed of one layer; `not-known`: CloudFormation has not answered yet. */
export type LayerStep = {
  layer: Layer;
  action: 'create' | 'change' | 'replace' | 'none' | 'remove' | 'not-known';
  reason: string;
  resources: ResourceStep[];
};

/** A site's plan: what would be done, what it costs, which quotas it meets, and what it can promise. Making it changes nothing. */
export type SiteForecast = {
  site: string;
  region: string;
  layers: LayerStep[];
  price: SitePrice;
  quotas: QuotaCheck[];
  availability: SiteAvailability;
};

/** A layer of which nothing is there yet. */
export const created = ({ layer, resources }: Pick<LayerDraft, 'layer' | 'resources'>): LayerStep => ({
  layer,
  action: 'create',
  reason: 'There is no stack of this layer yet.',
  resources: resources.map(({ id, type }) => ({ id, type, action: 'create' })),
});

/** Puts a plan together: from drafts alone, or with the steps and the quotas that an account has told. */
export function forecastSite(
  spec: SiteSpec,
  drafts: readonly LayerDraft[],
  told: { layers?: LayerStep[]; account?: AccountQuotas } = {},
): SiteForecast {
  const resources = drafts.flatMap((draft) => draft.resources);
  return {
    site: spec.site,
    region: spec.region,
    layers: told.layers ?? drafts.map(created),
    price: priceSite({ spec, resources }),
    quotas: checkQuotas(spec, resources, told.account),
    availability: siteAvailability(spec, resources),
  };
}
