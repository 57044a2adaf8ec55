import type { Mode } from './glossary.ts';

/** What a person asked for in the chat. */
export type ChatCommand =
  | { kind: 'help' }
  | { kind: 'chaos-experiment'; site: string; mode: Mode; request: { action: 'terminate'; count: number } }
  | { kind: 'failover-drill'; site: string; mode: Mode; request: { kind: 'failover' } };

/** The command, or every problem with it in a sentence each. */
export type ParsedCommand = { ok: true; command: ChatCommand } | { ok: false; problems: string[] };

/** How the command is written; the answer to `help`, and to a command that cannot be read. */
export const USAGE = ['/nines chaos <site> terminate <n> [live]', '/nines drill <site> failover [live]', '/nines help'] as const;

const SITE = /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/;
/** The same bound as the request of chaos-experiment has. */
const COUNT_LIMIT = 10;

/** Reads the text behind `/nines`. The default is a rehearsal, and what is not known is a problem, never ignored. */
export function parseChatCommand(text: string): ParsedCommand {
  const [verb = '', ...words] = text.trim().split(/\s+/);
  switch (verb) {
    case '':
    case 'help':
      return words.length === 0 ? { ok: true, command: { kind: 'help' } } : refused([`"help" takes nothing, found "${words.join(' ')}".`]);
    case 'chaos':
      return parseChaos(words);
    case 'drill':
      return parseDrill(words);
    default:
      return refused([`"${verb}" is not a command: chaos, drill or help.`]);
  }
}

function parseChaos([site = '', action = '', countText = '', ...options]: string[]): ParsedCommand {
  const count = /^\d{1,4}$/.test(countText) ? Number(countText) : 0;
  const problems = [
    ...siteProblems(site),
    ...(action === 'terminate' ? [] : [`"${action}" is not an action of chaos: terminate.`]),
    ...(count >= 1 && count <= COUNT_LIMIT ? [] : [`"${countText}" is not a count from 1 to ${COUNT_LIMIT}.`]),
    ...optionProblems(options),
  ];
  if (problems.length > 0) return refused(problems);
  return { ok: true, command: { kind: 'chaos-experiment', site, mode: modeOf(options), request: { action: 'terminate', count } } };
}

function parseDrill([site = '', what = '', ...options]: string[]): ParsedCommand {
  const problems = [
    ...siteProblems(site),
    ...(what === 'failover' ? [] : [`"${what}" is not a drill: failover.`]),
    ...optionProblems(options),
  ];
  if (problems.length > 0) return refused(problems);
  return { ok: true, command: { kind: 'failover-drill', site, mode: modeOf(options), request: { kind: 'failover' } } };
}

const siteProblems = (site: string) => (SITE.test(site) ? [] : [`"${site}" is not the name of a site.`]);

function optionProblems(options: readonly string[]): string[] {
  const unknown = options.filter((option) => option !== 'live').map((option) => `"${option}" is not an option: live.`);
  return options.filter((option) => option === 'live').length > 1 ? [...unknown, '"live" was said twice.'] : unknown;
}

const modeOf = (options: readonly string[]): Mode => (options.includes('live') ? 'live' : 'rehearsal');

const refused = (problems: string[]): ParsedCommand => ({ ok: false, problems });
