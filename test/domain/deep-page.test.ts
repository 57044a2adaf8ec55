import { describe, expect, it } from 'vitest';
import { type DeepPageFacts, gateDeepPage } from '#domain/deep-page.ts';

const FULL = { database: {}, cache: {} } as Parameters<typeof gateDeepPage>[0];
const WELL: DeepPageFacts = { status: 200, database: 'ok', cache: 'ok' };

describe('the deep page', () => {
  it.each<[what: string, spec: object, facts: DeepPageFacts]>([
    ['of a whole site', FULL, WELL],
    ['of a site without a database', { cache: {} }, { ...WELL, database: undefined }],
    ['of a site without a cache', { database: {} }, { ...WELL, cache: 'down' }],
  ])('%s is well when it reached what the site has', (_what, spec, facts) => {
    expect(gateDeepPage(spec as typeof FULL, facts).action).toBe('proceed');
  });

  it.each<[what: string, facts: DeepPageFacts, reason: string]>([
    ['nothing answered', { status: undefined }, 'did not answer'],
    ['it answered an error, whatever it says besides', { ...WELL, status: 500 }, 'answered 500'],
    ['it was sent elsewhere', { ...WELL, status: 302 }, 'answered 302'],
    ['it calls its database gone', { ...WELL, database: 'gone' }, 'database "gone"'],
    ['it says nothing of its database', { ...WELL, database: undefined }, 'database "absent"'],
    ['it calls its cache cold', { ...WELL, cache: 'cold' }, 'cache "cold"'],
  ])('is waited for when %s', (_what, facts, reason) => {
    const decision = gateDeepPage(FULL, facts);

    expect(decision.action).toBe('wait');
    expect(decision.reason).toContain(reason);
  });
});
