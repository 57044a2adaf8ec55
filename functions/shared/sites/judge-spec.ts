import { everyRefusal } from '#domain/change-gates.ts';
import type { Decision } from '#domain/glossary.ts';
import { gateRouting } from '#domain/routing-change.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { judgeZones } from './hosted-zones.ts';

/**
 * Whether what a spec asks for can be had, beside what its change sets say: its hosted zones, its routing after what it was, and the
 * windows that are open now. Every refusal is told, to the run that builds and to the plan of it.
 */
export async function judgeSpec(
  spec: SiteSpec,
  before: SiteSpec | undefined,
  openWindows: readonly string[],
): Promise<Decision<'proceed' | 'refuse'>> {
  const wanted = spec.windows.map(({ name }) => name);
  return everyRefusal(droppedWindows(openWindows, wanted), await judgeZones(spec), gateRouting(before?.edge, spec.edge));
}

/** A window that is open has to be closed by its own run, which knows what to go back to. */
function droppedWindows(open: readonly string[], wanted: readonly string[]): Decision<'proceed' | 'refuse'> {
  const dropped = open.filter((name) => !wanted.includes(name));
  return dropped.length === 0
    ? { action: 'proceed', reason: 'No open window is dropped.' }
    : {
        action: 'refuse',
        reason: `The spec no longer has ${dropped.map((name) => `"${name}"`).join(', ')}, which is open. Ask again when it is closed.`,
      };
}
