import type { ChildPoint } from './checkpoint.ts';
import type { ChildInput } from './map-batch.ts';
import type { MapState } from './model.ts';
import { type Execution, REDRIVE_EVENT_LIMIT } from './run.ts';

/** How long after its end a Standard execution can be redriven (Developer Guide: redrive-executions). */
export const REDRIVE_PERIOD_MS = 14 * 86_400_000;

/** A child of a distributed Map: what it was given, what became of it, and, while it runs, its execution. */
export type MapChild = ChildPoint & {
  arn: string;
  /** It waits for its turn in a redriven run. */
  isPendingRedrive: boolean;
  execution: Execution | undefined;
};

/** A child that has not been started. */
export function pendingChild({ input, map, items }: ChildInput, name: string): ChildPoint {
  const ended = { startedMs: undefined, stoppedMs: undefined, output: undefined, error: undefined, cause: undefined, from: undefined };
  return { name, input, map, items, status: 'PENDING', redriveCount: 0, ...ended };
}

/** Whether a redrive may run a child again that ended badly: an Express one always, a Standard one as any execution. */
export function isChildRedrivable({ from, stoppedMs }: ChildPoint, nowMs: number): boolean {
  return from === undefined || (from.events < REDRIVE_EVENT_LIMIT && nowMs - (stoppedMs ?? nowMs) <= REDRIVE_PERIOD_MS);
}

/** What a redrive is told of a child; one that still runs is being stopped. */
export function childPoint(child: MapChild): ChildPoint {
  const { arn: _arn, isPendingRedrive: _isPending, execution, ...point } = child;
  const status = point.status === 'RUNNING' ? 'ABORTED' : point.status;
  return { ...point, status, from: point.from ?? execution?.checkpoint() };
}

/** Characters that a label cannot have, and its length (Developer Guide: state-map-distributed). */
const LABEL_REFUSED = /[\s?*<>{}[\]:;,\\|^~$#%&`"/\p{Cc}]/gu;
const LABEL_LENGTH = 40;

/** The Label; without one the state's name, as far as it may stand in an ARN. */
export function labelOf(state: MapState): string {
  return state.label ?? state.name.replace(LABEL_REFUSED, '-').slice(0, LABEL_LENGTH);
}
