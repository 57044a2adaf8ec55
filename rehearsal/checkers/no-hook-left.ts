import type { Entry } from '#twin/journal.ts';
import type { Checker } from './checker.ts';

/** The heartbeat of both hooks, as the web layer sets it; a wait that is longer has nobody who ends it. */
const HEARTBEAT_MS = 600_000;

type Hold = { hook: string; sinceMs: number; since: string; isCommanded: boolean; isExcused: boolean };

/**
 * No lifecycle hook of ours is left waiting: once we have sent the held node its command, we complete the hook ourselves,
 * unless an event that we needed for it was lost on its way. Then the heartbeat may end it, but nothing waits longer.
 */
export const noHookLeft: Checker = {
  name: 'no-hook-left',
  find({ entries }) {
    const found: string[] = [];
    const held = new Map<string, Hold>();
    for (const entry of entries) {
      noteCommand(entry, held);
      const id = String(entry.id);
      if (entry.what === 'lifecycle') {
        if (isOurWait(entry)) held.set(id, beginHold(entry));
        else held.delete(id);
      }
      if (entry.what !== 'lifecycle-hook') continue;
      const hold = held.get(id);
      if (hold?.isCommanded && !hold.isExcused && entry.reason === 'Heartbeat Timeout')
        found.push(`${entry.at}: ${id} was left at ${hold.hook} until its heartbeat ran out.`);
      held.delete(id);
    }
    const endMs = Date.parse(entries.at(-1)?.at ?? '1970-01-01T00:00:00Z');
    for (const [id, { hook, sinceMs, since }] of held)
      if (endMs - sinceMs > HEARTBEAT_MS) found.push(`${id} waits at ${hook} since ${since}, and nobody ends it.`);
    return found;
  },
};

const isOurWait = ({ to, reason }: Entry): boolean => String(to).endsWith(':Wait') && String(reason).startsWith('nines-');

function beginHold({ at, reason }: Entry): Hold {
  return { hook: String(reason), since: at, sinceMs: Date.parse(at), isCommanded: false, isExcused: false };
}

/** A command makes the hold ours; a lost event, or a call that failed, excuses whoever is held at that moment. */
function noteCommand(entry: Entry, held: ReadonlyMap<string, Hold>): void {
  if (entry.operation === 'SendCommand' && entry.outcome === 'ok') {
    for (const id of (entry.input as { InstanceIds?: string[] }).InstanceIds ?? []) {
      const hold = held.get(id);
      if (hold) hold.isCommanded = true;
    }
  }
  const isLoss = entry.kind === 'fault' && typeof entry.lost === 'string';
  const isFailedCompletion = entry.operation === 'CompleteLifecycleAction' && entry.outcome !== 'ok';
  if (isLoss || isFailedCompletion) for (const hold of held.values()) hold.isExcused = true;
}
