import type { RunSummary } from '../outcome.ts';
import { against, day, duration } from '../words.ts';
import { escapeHtml } from './escape.ts';

/** The runs as a table, a row a run, its reason below it. */
export function runsSection(runs: readonly RunSummary[]): string {
  return `<section><h2>Runs</h2><div class="scroll"><table>
<thead><tr><th>run</th><th>started by</th><th>when</th><th>how long</th><th>measured / objective</th><th>verdict</th><th>transitions</th><th>USD</th></tr></thead>
<tbody>${runs.map(row).join('')}</tbody></table></div>
<p class="hint">USD is the price of the state transitions alone.</p></section>`;
}

function row(run: RunSummary): string {
  const cells = [
    `<strong>${escapeHtml(run.kind)}</strong>`,
    `${escapeHtml(run.trigger.by)}<br><small title="${escapeHtml(run.trigger.who)}">${escapeHtml(run.trigger.who.split('/').at(-1) ?? '')}</small>`,
    day(run.startedAt),
    duration(Date.parse(run.endedAt) - Date.parse(run.startedAt)),
    against(run).map(escapeHtml).join('<br>') || '–',
    `<span class="verdict ${run.verdict.toLowerCase()}">${run.verdict}</span>`,
    String(run.transitions),
    run.costUsd.toFixed(4),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr><tr class="reason"><td colspan="8">${escapeHtml(run.reason)}</td></tr>`;
}
