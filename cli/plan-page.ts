import type { LayerStep, SiteForecast } from '#domain/site-forecast.ts';
import type { PriceLine } from '#domain/site-price.ts';
import type { QuotaCheck } from '#domain/site-quotas.ts';

/** A plan as a page for people. */
export function planPage(plan: SiteForecast, source: string): string {
  const { price, availability } = plan;
  const sources = sourcesOf([...price.lines, ...price.alternatives]);
  const priceRows = (lines: readonly PriceLine[]): string[][] => [PRICE_HEAD, ...lines.map((line) => priceRow(line, sources))];
  return [
    `Plan of ${plan.site} in ${plan.region}, ${source}`,
    section('What would be made', plan.layers.flatMap(layerRows)),
    section(`Price a month in ${price.region}, USD`, priceRows(price.lines)),
    `at least ${price.totalUsdPerMonth.toFixed(2)} USD a month; lines by use count as unused${unknownNote(price.unknown.length)}; taxes and free allowances are left out`,
    section('The same, paid otherwise', priceRows(price.alternatives)),
    section(
      'Sources of the prices',
      sources.map((text, index) => [`[${index + 1}]`, text]),
    ),
    section('Quotas', [['quota', 'code', 'needs', 'in use', 'limit', 'verdict'], ...plan.quotas.map(quotaRow)]),
    section(
      'Availability that the SLAs allow',
      [
        ...availability.required.map((part) => ({ ...part, need: 'every page' })),
        ...availability.others.map((part) => ({ ...part, need: 'not every page' })),
      ].map(({ part, percent, need, source: sla }) => [part, percent === 'unknown' ? 'unknown' : `${percent} %`, need, sla]),
    ),
    availability.reason,
  ].join('\n\n');
}

const PRICE_HEAD = ['layer', 'what', 'amount', 'unit', 'a unit', 'a month', 'pricing', 'source'];

const section = (title: string, rows: readonly (readonly string[])[]): string => `${title}\n${columns(rows)}`;

function layerRows({ layer, action, reason, resources }: LayerStep): string[][] {
  const counts = new Map<string, number>();
  for (const { type, action: what } of resources) {
    const key = `${what} ${type.replace('AWS::', '')}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [[layer, action, reason], ...[...counts].map(([what, count]) => ['', '', `${count} × ${what}`])];
}

function priceRow(line: PriceLine, sources: readonly string[]): string[] {
  const { layer, what, quantity, unit, usdPerUnit, usdPerMonth, pricing, byUse } = line;
  const amount = byUse ? '' : String(quantity);
  const cited = line.source === 'unknown' ? 'unknown' : `[${sources.indexOf(citationOf(line)) + 1}]`;
  return [layer, what, amount, unit, String(usdPerUnit), amountOf(usdPerMonth, byUse), pricing, cited];
}

function amountOf(usdPerMonth: PriceLine['usdPerMonth'], byUse: boolean): string {
  if (usdPerMonth === 'unknown') return 'unknown';
  return byUse ? 'by use' : usdPerMonth.toFixed(2);
}

const quotaRow = ({ name, code, needs, used, limit, limitFrom, verdict }: QuotaCheck): string[] => [
  name,
  code,
  String(needs),
  String(used),
  `${limit}${limitFrom === 'default' ? ' by default' : ''}`,
  verdict === 'unknown' ? 'not exceeded by this site alone' : verdict,
];

const unknownNote = (count: number): string => (count === 0 ? '' : `, and ${count} with an unknown price not at all`);

/** Each source once, with the date when it was read. */
const sourcesOf = (lines: readonly PriceLine[]): string[] => [
  ...new Set(lines.filter(({ source }) => source !== 'unknown').map(citationOf)),
];

const citationOf = ({ source, date }: PriceLine): string => `${source} (${date})`;

/** Rows of text as columns of equal width, two spaces apart. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
