import { describe, expect, it } from 'vitest';
import { disappointments, EXIT, exitStatus, type RunSummary, type Verdict } from '#rehearsal/outcome.ts';

const run = (kind: string, verdict: Verdict): RunSummary => ({
  id: `${kind}-1`,
  kind,
  trigger: { by: 'api', who: 'somebody' },
  startedAt: '2018-02-08T09:00:00.000Z',
  endedAt: '2018-02-08T09:01:00.000Z',
  verdict,
  reason: 'because',
  objective: {},
  measured: {},
  transitions: 1,
  costUsd: 0,
});
const hope = (kind: string, verdict: Verdict = 'PASSED') => ({ kind, by: 'api', verdict });

function statusOf(
  runs: RunSummary[],
  hopes: ReturnType<typeof hope>[],
  site: { availability?: number; refusals?: string[]; violations?: { checker: string; text: string }[] } = {},
): number {
  const found = disappointments(
    { runs, availability: site.availability ?? 1, refusals: site.refusals ?? [], violations: site.violations ?? [] },
    hopes,
    0.999,
  );
  return exitStatus(found);
}

describe('the exit status', () => {
  it.each<{ name: string; verdict: Verdict; hoped: Verdict; exit: number }>([
    { name: 'is 0 when a run passed as hoped', verdict: 'PASSED', hoped: 'PASSED', exit: EXIT.asHoped },
    { name: 'is 0 when a run was refused as hoped', verdict: 'REFUSED', hoped: 'REFUSED', exit: EXIT.asHoped },
    { name: 'is 1 when the site missed an objective', verdict: 'FAILED', hoped: 'PASSED', exit: EXIT.objectiveMissed },
    { name: 'is 1 when a run passed that was to fail', verdict: 'PASSED', hoped: 'FAILED', exit: EXIT.objectiveMissed },
    { name: 'is 3 when our tool broke', verdict: 'ERRORED', hoped: 'PASSED', exit: EXIT.toolBroke },
    { name: 'is 4 when a gate said no', verdict: 'REFUSED', hoped: 'PASSED', exit: EXIT.refused },
    { name: 'is 4 when a run was aborted', verdict: 'ABORTED', hoped: 'PASSED', exit: EXIT.refused },
  ])('$name', ({ verdict, hoped, exit }) => {
    expect(statusOf([run('failover-drill', verdict)], [hope('failover-drill', hoped)])).toBe(exit);
  });

  it('is 3 when a run that was hoped for never ended', () => {
    expect(statusOf([], [hope('scale-site')])).toBe(EXIT.toolBroke);
  });

  it('is 3 when the twin refused something, whatever the verdicts', () => {
    expect(statusOf([run('scale-site', 'PASSED')], [hope('scale-site')], { refusals: ['the host example.com'] })).toBe(EXIT.toolBroke);
  });

  it('is 3 when a checker found what must never be', () => {
    const violations = [{ checker: 'no-secret', text: 'line 7' }];

    expect(statusOf([run('scale-site', 'PASSED')], [hope('scale-site')], { violations })).toBe(EXIT.toolBroke);
  });

  it('is 4 when a run was not in the story', () => {
    expect(statusOf([run('scale-site', 'PASSED'), run('scale-site', 'PASSED')], [hope('scale-site')])).toBe(EXIT.refused);
  });

  it('is 3 when a run that was not in the story broke', () => {
    expect(statusOf([run('scale-site', 'PASSED'), run('chaos-experiment', 'ERRORED')], [hope('scale-site')])).toBe(EXIT.toolBroke);
  });

  it('is 1 when visitors got less than was promised', () => {
    expect(statusOf([run('scale-site', 'PASSED')], [hope('scale-site')], { availability: 0.9989 })).toBe(EXIT.objectiveMissed);
  });

  it('never lets a miss of the site hide that our tool broke', () => {
    expect(statusOf([run('a', 'FAILED'), run('b', 'ERRORED'), run('c', 'REFUSED')], [hope('a'), hope('b'), hope('c')])).toBe(
      EXIT.toolBroke,
    );
  });
});
