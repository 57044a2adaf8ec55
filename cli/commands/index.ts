type Command = (args: readonly string[]) => Promise<number> | number;
type Row = { usage: string; about: string; load: () => Promise<Command> };

/** Every command, loaded only when it is called, so that each starts fast and needs only its own rooms. */
export const COMMANDS: Readonly<Record<string, Row>> = {
  check: {
    usage: 'check --site FILE [--strict] [--assembly DIR] [--json]',
    about: 'tells every problem of a site, and warns of what is allowed and unwise; with --strict a warning exits 1',
    load: async () => (await import('./check.ts')).check,
  },
  plan: {
    usage: 'plan --site FILE [--assembly DIR] [--json]',
    about: 'says what a site would be made of, what that costs a month, which quotas it meets and what its SLAs allow',
    load: async () => (await import('./plan.ts')).plan,
  },
  rehearse: {
    usage: 'rehearse --site FILE [--scenario NAME|FILE] [--seed N] [--profile documented|observed] [--assembly DIR] [--out DIR] [--json]',
    about: 'plays a scenario of a site on the embedded cloud and leaves a report and a journal',
    load: async () => (await import('./rehearse.ts')).rehearse,
  },
  verify: {
    usage: 'verify FILE',
    about: "checks a journal's hash chain",
    load: async () => (await import('./verify.ts')).verify,
  },
  recount: {
    usage: 'recount FILE',
    about: 'recomputes availability and the phases of the drill from a journal alone',
    load: async () => (await import('./recount.ts')).recount,
  },
  asl: {
    usage: 'asl [run FILE --input FILE [--mocks FILE] [--type STANDARD|EXPRESS]]',
    about: 'runs state machines: JSON lines in, JSON lines out; with run, one of them told for people',
    load: async () => (await import('./asl.ts')).asl,
  },
  match: {
    usage: 'match',
    about: 'matches events with EventBridge patterns: JSON lines in, JSON lines out',
    load: async () => (await import('./lines.ts')).match,
  },
  next: {
    usage: 'next',
    about: 'computes the next times of schedule expressions: JSON lines in, JSON lines out',
    load: async () => (await import('./lines.ts')).next,
  },
  route: {
    usage: 'route [--assembly DIR]',
    about: 'says where events would go and whether they are taken there: JSON lines in, JSON lines out',
    load: async () => (await import('./route.ts')).route,
  },
};

const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));

export const HELP = `nines: builds a highly available site, scales it by the calendar, and proves that it stays up

${Object.entries(COMMANDS)
  .map(([name, { usage, about }]) => `  ${name.padEnd(width)}  ${about}\n  ${''.padEnd(width)}  nines ${usage}`)
  .join('\n')}

exit status: 0 every verdict as hoped; 1 a site objective was missed or the execution did not succeed; 2 bad input or usage; 3 our own tool broke; 4 refused or aborted unexpectedly
`;
