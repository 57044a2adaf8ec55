import type { RunSummary } from '../outcome.ts';
import { escapeHtml } from './escape.ts';

type Phase = { name: string; atMs: number };

/** The phases of a drill on one line of time, from the accepted request on; nothing for runs without phases. */
export function phasesSection(run: RunSummary): string {
  const phases = phasesOf(run);
  const first = phases[0];
  const last = phases.at(-1);
  if (!first || !last || last.atMs <= first.atMs) return '';
  const rows = phases.map((phase) => phaseRow(phase, first.atMs, last.atMs - first.atMs)).join('');
  return `<section><h2>Phases of the ${escapeHtml(run.kind)}</h2>
<p class="hint">Seconds after the request was accepted at ${new Date(first.atMs).toISOString().slice(11, 19)} UTC, from the probe's samples. ${escapeHtml(run.reason)}</p>
<table class="phases"><tbody>${rows}</tbody></table></section>`;
}

function phaseRow({ name, atMs }: Phase, firstMs: number, spanMs: number): string {
  const seconds = (atMs - firstMs) / 1000;
  const share = (100 * (atMs - firstMs)) / spanMs;
  return `<tr><th scope="row">${escapeHtml(words(name))}</th><td class="seconds">${seconds.toFixed(1)} s</td><td class="line"><i style="left:${share.toFixed(2)}%"></i></td></tr>`;
}

/** The phases in the order in which they happened; a phase that was never seen is left out. */
export function phasesOf(run: RunSummary): Phase[] {
  const phases = (run.details?.phases ?? {}) as Record<string, { at?: string } | null>;
  return Object.entries(phases)
    .flatMap(([name, phase]) => (phase?.at ? [{ name, atMs: Date.parse(phase.at) }] : []))
    .sort((a, b) => a.atMs - b.atMs);
}

const words = (name: string): string => name.replace(/At$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
