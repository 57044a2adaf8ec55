import { describe, expect, it } from 'vitest';
import type { Outcome, RunSummary } from '#rehearsal/outcome.ts';
import { escapeHtml } from '#rehearsal/report/escape.ts';
import { reportHtml } from '#rehearsal/report/html.ts';
import { phasesOf, phasesSection } from '#rehearsal/report/phases.ts';
import { readSeries } from '#rehearsal/report/series.ts';
import { Journal } from '#twin/journal.ts';

const START = Date.parse('2018-02-11T04:00:00Z');

const drill = (details: Record<string, unknown>): RunSummary => ({
  id: 'drill-1',
  kind: 'failover-drill',
  trigger: { by: 'api', who: 'arn:aws:iam::123456789012:user/operator' },
  startedAt: '2018-02-11T04:00:00.000Z',
  endedAt: '2018-02-11T04:10:00.000Z',
  verdict: 'FAILED',
  reason: 'The node <i-1> did not follow & erred.',
  objective: { rtoSeconds: 180 },
  measured: { rtoSeconds: null },
  details,
  transitions: 60,
  costUsd: 0.0015,
});
const at = (second: number) => ({ at: new Date(START + second * 1000).toISOString(), seconds: second });

function outcomeOf(run: RunSummary): Outcome {
  return {
    seed: 7,
    profile: 'documented',
    from: '2018-02-11T04:00:00.000Z',
    to: '2018-02-11T05:00:00.000Z',
    virtualSeconds: 3600,
    wallSeconds: 1,
    availability: 0.99,
    requests: 1000,
    failedRequests: 10,
    runs: [run],
    journal: { path: '', sha256: 'abc', entries: 3 },
    refusals: [],
    violations: [],
    acceptedWithoutEffect: ['dynamodb:GetItem.ConsistentRead'],
  };
}

describe('escapeHtml', () => {
  it('lets no text become markup', () => {
    expect(escapeHtml(`<b onclick="x('&')">`)).toBe('&lt;b onclick=&quot;x(&#39;&amp;&#39;)&quot;&gt;');
  });
});

describe('phasesOf', () => {
  it('orders the phases by time and leaves out what was never seen', () => {
    const phases = phasesOf(drill({ phases: { accepted: at(0), firstWrite: at(97), firstError: at(12), recovered: null } }));

    expect(phases.map(({ name }) => name)).toEqual(['accepted', 'firstError', 'firstWrite']);
  });

  it('finds none in a run without phases', () => {
    expect(phasesOf(drill({}))).toEqual([]);
    expect(phasesSection(drill({}))).toBe('');
  });
});

describe('readSeries', () => {
  let nowMs = START;
  const journal = new Journal(() => nowMs);
  journal.write('activity', { what: 'group-capacity', id: 'myapp-asg', from: 2, to: 8 });
  nowMs += 60_000;
  journal.write('activity', { what: 'target-health', id: 'i-1', from: 'initial', to: 'healthy' });
  journal.write('activity', { what: 'target-health', id: 'i-2', from: 'initial', to: 'healthy' });
  nowMs += 60_000;
  journal.write('activity', { what: 'target-health', id: 'i-1', from: 'healthy', to: 'draining' });
  journal.write('activity', { what: 'instance', id: 'i-1', to: 'shutting-down' });
  journal.write('flow', { from: new Date(START).toISOString(), to: new Date(START + 10_000).toISOString(), requests: 500, failed: 50 });
  journal.write('flow', {
    from: new Date(START + 10_000).toISOString(),
    to: new Date(START + 10_000).toISOString(),
    requests: 0,
    failed: 0,
  });

  it('counts desired and healthy targets as steps', () => {
    const { capacity } = readSeries(journal.lines);

    expect(capacity.desired).toEqual([8, 8, 8, 8]);
    expect(capacity.healthy).toEqual([0, 1, 2, 1]);
    expect(capacity.times[0]).toBe(START / 1000);
  });

  it('turns counts into rates, without dividing by an empty span', () => {
    const { traffic } = readSeries(journal.lines);

    expect(traffic.perSecond).toEqual([50, 50]);
    expect(traffic.failedPerSecond).toEqual([5, 5]);
  });
});

describe('reportHtml', () => {
  const html = reportHtml({
    outcome: outcomeOf(drill({ phases: { accepted: at(0), firstError: at(12) } })),
    journal: '',
    objective: 0.999,
    site: { site: 'my</script>app' },
    scenario: 'weekend',
  });

  it('stands alone: nothing is loaded from anywhere', () => {
    expect(html).not.toMatch(/<(script|link|img|iframe)[^>]+(src|href)=/);
    expect(html).not.toMatch(/url\((?!#)|@import/);
  });

  it('shows names and reasons as text', () => {
    expect(html).toContain('The node &lt;i-1&gt; did not follow &amp; erred.');
    expect(html).not.toContain('my</script>app');
  });

  it('says that the objective was missed, what is simulated, and where the rehearsal is blind', () => {
    expect(html).toContain('objective 99.90 %, missed');
    expect(html).toContain('simulated');
    expect(html).toContain('dynamodb:GetItem.ConsistentRead');
    expect(html).toContain('rtoSeconds unknown / 180');
  });
});
