import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { linesOf } from '../journal-entries.ts';
import type { Outcome } from '../outcome.ts';
import { nines } from '../table.ts';
import { day } from '../words.ts';
import { escapeHtml } from './escape.ts';
import { phasesSection } from './phases.ts';
import { runsSection } from './runs-section.ts';
import { readSeries } from './series.ts';

const require = createRequire(import.meta.url);
const here = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** The whole report as one page that opens from disk: styles, plotting library and data are inside it. */
export function reportHtml(input: {
  outcome: Outcome;
  journal: string;
  objective: number;
  site: { site: string };
  scenario: string;
}): string {
  const { outcome, objective } = input;
  const data = {
    ...readSeries(linesOf(input.journal)),
    from: Date.parse(outcome.from) / 1000,
    to: Date.parse(outcome.to) / 1000,
    runs: outcome.runs.map((run) => ({
      kind: run.kind,
      verdict: run.verdict,
      from: Date.parse(run.startedAt) / 1000,
      to: Date.parse(run.endedAt) / 1000,
    })),
  };
  const isMet = outcome.availability >= objective;
  const title = `${input.site.site}: ${input.scenario}`;
  const budget = (1 - objective) * outcome.requests;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – Nines</title>
<style>${readFileSync(require.resolve('uplot/dist/uPlot.min.css'), 'utf8')}${here('./report.css')}</style>
<header>
  <h1>${escapeHtml(title)}</h1>
  <p>${utc(outcome.from)} to ${utc(outcome.to)} UTC, rehearsed on the embedded cloud: the AWS account, the nodes and the visitors are simulated; the control plane is the deployed one.</p>
</header>
<main>
<section class="numbers" aria-label="Key figures">
  ${figure('availability', `${(100 * outcome.availability).toFixed(4)} %`, `objective ${(100 * objective).toFixed(2)} %, ${isMet ? 'met' : 'missed'}`, isMet)}
  ${figure('nines', nines(outcome.availability), 'as visitors saw it', isMet)}
  ${figure('requests lost', outcome.failedRequests.toLocaleString('en'), `of ${outcome.requests.toLocaleString('en')}`, isMet)}
  ${figure('error budget spent', budget > 0 ? `${((100 * outcome.failedRequests) / budget).toFixed(1)} %` : 'none to spend', `of ${Math.floor(budget).toLocaleString('en')} requests`, isMet)}
</section>
${runsSection(outcome.runs)}
<section><h2>Capacity and healthy targets</h2>
<p class="hint">Shaded bands are the runs. Drag over a chart to look closer, double-click to see everything again. Times are UTC.</p>
<p class="zoom">Look at <button type="button" data-run="all">everything</button> ${outcome.runs.map((run, index) => `<button type="button" data-run="${index}">${escapeHtml(run.kind)} <small>${day(run.startedAt).slice(0, 9)}</small></button>`).join(' ')}</p>
<div class="chart" id="capacity" role="img" aria-label="Desired capacity and healthy targets over time"></div></section>
<section><h2>Traffic and errors</h2>
<div class="chart" id="traffic" role="img" aria-label="Requests and failed requests a second over time"></div></section>
${outcome.runs.map(phasesSection).join('')}
<section><h2>How this was made</h2>
<dl class="facts">
<dt>Seed, profile</dt><dd>${outcome.seed}, ${escapeHtml(outcome.profile)}</dd>
<dt>Virtual time</dt><dd>${(outcome.virtualSeconds / 3600).toFixed(2)} hours</dd>
<dt>Journal</dt><dd>${outcome.journal.entries.toLocaleString('en')} entries, SHA-256 <code>${outcome.journal.sha256}</code></dd>
<dt>Always true</dt><dd>${invariants(outcome.violations)}</dd>
<dt>Without effect</dt><dd>${withoutEffect(outcome.acceptedWithoutEffect)}</dd>
<dt>Figures</dt><dd>Delays and prices are drawn from <code>twin/facts.json</code>, each with its source. API calls take no virtual time. How much CPU a request costs and how long a node boots are assumptions of the scenario.</dd>
</dl></section>
</main>
<script>${readFileSync(require.resolve('uplot/dist/uPlot.iife.min.js'), 'utf8')}</script>
<script>const report = ${JSON.stringify(data).replaceAll('<', '\\u003c')};${here('./report.client.js')}</script>
</html>
`;
}

function figure(name: string, value: string, hint: string, isGood: boolean): string {
  return `<div class="figure ${isGood ? 'good' : 'bad'}"><span>${name}</span><strong>${value}</strong><small>${hint}</small></div>`;
}

/** What must hold in every rehearsal, whatever its verdicts: one disruptive run at a time, no act without its record, and so on. */
function invariants(violations: Outcome['violations']): string {
  if (violations.length === 0) return 'Every invariant held, as the checkers read the journal.';
  return violations.map(({ checker, text }) => `<strong>${escapeHtml(checker)}</strong> ${escapeHtml(text)}`).join('<br>');
}

/** What the deployed artefacts asked for and the twin does not act upon; a reader must know where the rehearsal is blind. */
function withoutEffect(names: readonly string[]): string {
  if (names.length === 0) return 'Nothing that was asked for was without effect.';
  return `<details><summary>${names.length} parameters and properties were accepted and change nothing here</summary><code>${names.map(escapeHtml).join('<br>')}</code></details>`;
}

const utc = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
