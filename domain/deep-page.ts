import type { LayerDecision } from './layers/rules.ts';
import type { SiteSpec } from './site-spec.ts';

/** What came back from the deep page, asked through the load balancer; no status when nothing answered. */
export type DeepPageFacts = {
  status?: number | undefined;
  database?: string | undefined;
  cache?: string | undefined;
  files?: string | undefined;
};

/** The deep page is well when it wrote and read its row and reached the cache, as far as the site has a database and a cache. */
export function gateDeepPage(spec: Pick<SiteSpec, 'cache' | 'database' | 'files'>, facts: DeepPageFacts): LayerDecision {
  if (facts.status === undefined) return { action: 'wait', reason: 'The deep page did not answer.' };
  if (facts.status !== 200) return { action: 'wait', reason: `The deep page answered ${facts.status}.` };
  if (spec.database !== undefined && facts.database !== 'ok')
    return { action: 'wait', reason: `The deep page calls its database "${facts.database ?? 'absent'}".` };
  if (spec.cache !== undefined && facts.cache !== 'ok')
    return { action: 'wait', reason: `The deep page calls its cache "${facts.cache ?? 'absent'}".` };
  if (spec.files !== undefined && facts.files !== 'ok')
    return { action: 'wait', reason: `The deep page calls its shared files "${facts.files ?? 'absent'}".` };
  const reached = spec.database === undefined ? 'The deep page answered' : 'The deep page wrote a row, read it back';
  return { action: 'proceed', reason: `${reached} and reached what the site has.` };
}
