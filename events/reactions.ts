import type * as z from 'zod';
import { alarmStateChangeSchema } from './alarm-state-change.ts';
import { commandStatusSchema } from './command-status.ts';
import { executionStatusChangeSchema } from './execution-status-change.ts';
import { groupActivitySchema } from './group-activity.ts';
import { lifecycleActionSchema } from './lifecycle-action.ts';
import { resumingEventSchema } from './resuming-event.ts';

/**
 * What each function that a rule invokes takes as its event. The function parses with its row and `nines route` asks the same
 * row, so that the command cannot call accepted what the function would refuse.
 */
export const TAKEN_BY = {
  'admit-node': lifecycleActionSchema,
  'retire-node': lifecycleActionSchema,
  'finish-hook': commandStatusSchema,
  'record-activity': groupActivitySchema,
  'handle-alarm': alarmStateChangeSchema,
  'resume-run': resumingEventSchema,
  'undo-run': executionStatusChangeSchema,
} as const satisfies Record<string, z.ZodType>;

/** A function that a rule invokes. */
export type Reacting = keyof typeof TAKEN_BY;

/** What such a function is handed once its event is parsed. */
export type EventOf<Name extends Reacting> = z.output<(typeof TAKEN_BY)[Name]>;

/** Its schema, as generic code sees it. */
export type SchemaOf<Name extends Reacting> = z.ZodType<EventOf<Name>>;
