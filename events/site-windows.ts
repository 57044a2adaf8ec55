import * as z from 'zod';
import { compileRecurrence } from '#language/schedules/index.ts';

/** Auto Scaling takes 125 scheduled actions a group (A31), and a window takes two. */
const WINDOWS_LIMIT = 62;
/** The native closing action is named after its window, so a window may not be named like one. */
const CLOSING_SUFFIX = ' ends';

const windowSchema = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 _-]{0,39}$/, { error: '1 to 40 letters, digits, spaces, hyphens and underscores' }),
    opens: z.string(),
    closes: z.string(),
    timezone: z.string().default('UTC'),
    min: z.number().int().min(1).max(1_000),
    max: z.number().int().min(1).max(1_000),
  })
  .superRefine((window, context) => {
    for (const field of ['opens', 'closes'] as const) {
      const allowed = recurrenceProblem(window[field], window.timezone);
      if (allowed) context.addIssue({ code: 'custom', path: [field], message: allowed });
    }
    if (window.opens === window.closes) context.addIssue({ code: 'custom', path: ['closes'], message: 'another time than opens' });
    if (window.min > window.max) context.addIssue({ code: 'custom', path: ['max'], message: 'no less than min' });
    if (window.name.endsWith(CLOSING_SUFFIX)) {
      context.addIssue({ code: 'custom', path: ['name'], message: `a name that does not end with "${CLOSING_SUFFIX}"` });
    }
  });

/** The capacity windows of a site, each with a name of its own. */
export const windowsSchema = z
  .array(windowSchema)
  .max(WINDOWS_LIMIT)
  .superRefine((windows, context) => {
    const names = new Set<string>();
    for (const [index, { name }] of windows.entries()) {
      // Names are compared as they appear in the names of schedules.
      const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
      if (names.has(slug)) context.addIssue({ code: 'custom', path: [index, 'name'], message: 'a name that no other window has' });
      names.add(slug);
    }
  });

function recurrenceProblem(recurrence: string, timezone: string): string | undefined {
  try {
    compileRecurrence(recurrence, { timezone });
    return undefined;
  } catch (error) {
    return `five-field cron in an IANA time zone (${(error as Error).message})`;
  }
}
