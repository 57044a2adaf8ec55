import type { Layer } from './glossary.ts';
import { byUse, type Charge, type PricedSite, type PriceRule, type Pricing, standing } from './prices/charge.ts';
import { COMPUTE_RULES } from './prices/compute-rules.ts';
import { DATA_RULES } from './prices/data-rules.ts';
import { FREE_TYPES } from './prices/free.ts';
import { NETWORK_RULES } from './prices/network-rules.ts';
import { PRICED_REGION } from './prices/row.ts';

/** What is not known, said as such. */
export type Unknown = 'unknown';

/** One line of a site's monthly price. `usdPerMonth` of a line by use is that of no use: its rate stands beside it. */
export type PriceLine = {
  layer: Layer | 'site';
  what: string;
  quantity: number;
  unit: string;
  usdPerUnit: number | Unknown;
  usdPerMonth: number | Unknown;
  source: string | Unknown;
  date: string | Unknown;
  pricing: Pricing;
  byUse: boolean;
};

/** A site's monthly price: `totalUsdPerMonth` is at least what it costs, since lines by use count as unused and unknown ones not at all; AWS's free allowances are left out. */
export type SitePrice = {
  region: string;
  lines: PriceLine[];
  /** Other ways to pay for what is among the lines already. */
  alternatives: PriceLine[];
  totalUsdPerMonth: number;
  /** What of the lines has no known price. */
  unknown: string[];
};

const RULES: Readonly<Record<string, PriceRule>> = { ...COMPUTE_RULES, ...DATA_RULES, ...NETWORK_RULES };

/** Whether a type of resource is priced, or known to be free. */
export const isPriced = (type: string): boolean => RULES[type] !== undefined || FREE_TYPES.has(type);

/** What a site would cost a month, line by line, from the resources that its layers make. */
export function priceSite(site: PricedSite): SitePrice {
  const { region } = site.spec;
  const charges = site.resources.flatMap((resource) => {
    const rule = RULES[resource.type];
    if (rule === undefined && FREE_TYPES.has(resource.type)) return [];
    const found = rule?.(resource, site) ?? [standing(`${resource.type} (${resource.id})`, 1, undefined, resource.type)];
    return found.map((charge) => ({ charge, layer: resource.layer as PriceLine['layer'] }));
  });
  const ofSite = [byUse('data out to the internet', 'transfer.out'), byUse('runs of the control plane', 'states.transitions')];
  const all = [...charges, ...ofSite.map((charge) => ({ charge, layer: 'site' as const }))].filter(({ charge }) => isWorthALine(charge));
  const lines = all.filter(({ charge }) => !charge.isAlternative).map(({ charge, layer }) => lineOf(charge, layer, region));
  return {
    region,
    lines,
    alternatives: all.filter(({ charge }) => charge.isAlternative).map(({ charge, layer }) => lineOf(charge, layer, region)),
    totalUsdPerMonth: cents(lines.reduce((sum, { usdPerMonth }) => sum + (usdPerMonth === 'unknown' ? 0 : usdPerMonth), 0)),
    unknown: lines.filter(({ usdPerMonth }) => usdPerMonth === 'unknown').map(({ what }) => what),
  };
}

/** A window that adds no node has no line. */
const isWorthALine = ({ quantity, byUse: isByUse }: Charge): boolean => isByUse || quantity > 0;

function lineOf({ what, quantity, unit, price, pricing, byUse: isByUse }: Charge, layer: PriceLine['layer'], region: string): PriceLine {
  const known = region === PRICED_REGION ? price : undefined;
  return {
    layer,
    what,
    quantity: Math.round(quantity * 100) / 100,
    unit,
    usdPerUnit: known?.usd ?? 'unknown',
    usdPerMonth: known === undefined ? 'unknown' : cents(known.usd * quantity),
    source: known?.source ?? 'unknown',
    date: known?.date ?? 'unknown',
    pricing,
    byUse: isByUse,
  };
}

const cents = (usd: number): number => Math.round(usd * 100) / 100;
