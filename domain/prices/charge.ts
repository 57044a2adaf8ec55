import type { SiteResource } from '../site-resources.ts';
import type { SiteSpec } from '../site-spec.ts';
import type { PriceRow } from './row.ts';
import { SERVICES } from './services.ts';

/** How AWS sells it: by the hour, reserved for a year without upfront payment, or from what is spare. */
export type Pricing = 'onDemand' | 'reserved' | 'spot';

/** Something that a resource is billed for: how much of it a month, and at which price. Without a price it is unknown. */
export type Charge = {
  what: string;
  /** 0 where only the site's use tells how much there is. */
  quantity: number;
  unit: string;
  price: PriceRow | undefined;
  pricing: Pricing;
  /** Depends on visitors, data or time that nobody knows before. */
  byUse: boolean;
  /** Another way to pay for what another charge has counted already. */
  isAlternative: boolean;
};

/** What the price of a resource may hang on beside itself. */
export type PricedSite = { spec: SiteSpec; resources: readonly SiteResource[] };

/** What one type of resource is billed for. */
export type PriceRule = (resource: SiteResource, site: PricedSite) => Charge[];

const PLAIN = { pricing: 'onDemand', byUse: false, isAlternative: false } as const;

/** A charge for standing there. */
export const standing = (what: string, quantity: number, price: PriceRow | undefined, unit = price?.unit ?? 'hour'): Charge => ({
  ...PLAIN,
  what,
  quantity,
  unit,
  price,
});

/** A charge of the services' table for standing there. */
export const service = (what: string, quantity: number, name: keyof typeof SERVICES): Charge => standing(what, quantity, SERVICES[name]);

/** A charge by use: its rate is told, its amount is not. */
export const byUse = (what: string, name: keyof typeof SERVICES): Charge => ({ ...service(what, 0, name), byUse: true });

/** Another way to pay for the same. */
export const alternative = (charge: Charge, pricing: Pricing, price: PriceRow | undefined): Charge => ({
  ...charge,
  pricing,
  price,
  isAlternative: true,
});
