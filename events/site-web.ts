import * as z from 'zod';
import { frontFields, tellOfFront } from './site-front.ts';
import { groupFields, tellOfGroup } from './site-group.ts';

/** The web tier: the way in, and the group of nodes behind it. */
export const webSchema = z.strictObject({ ...groupFields, ...frontFields }).superRefine(
  (web, context) => {
    const tell = (path: readonly PropertyKey[], message: string) => context.addIssue({ code: 'custom', path: [...path], message });
    tellOfGroup(web, tell);
    tellOfFront(web, tell);
  },
  // Also where something else is wrong: every problem is told at once.
  { when: ({ value }) => typeof value === 'object' && value !== null },
);
