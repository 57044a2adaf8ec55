import util from 'node:util';

const LEVELS = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' } as const;

/** A line as the runtime prefixes what a handler's console writes. */
export type LeveledLine = { readonly level: string; readonly message: string };

/** `console` of a world: formats as Node's and hands each line on; the environment prefixes it. */
export function worldConsole(write: (line: string, level?: string) => void): object {
  const counts = new Map<string, number>();
  let indent = '';
  const line = (level: string, given: unknown[]): void => write(`${indent}${util.format(...given)}`, level);
  const at =
    (level: string) =>
    (...given: unknown[]): void =>
      line(level, given);
  return {
    ...Object.fromEntries(Object.entries(LEVELS).map(([name, level]) => [name, at(level)])),
    dir: (value: unknown, options?: util.InspectOptions) => write(`${indent}${util.inspect(value, options)}`, 'INFO'),
    table: at('INFO'),
    assert: (condition: unknown, ...given: unknown[]) => {
      if (!condition) line('ERROR', ['Assertion failed:', ...given]);
    },
    count: (label = 'default') => {
      counts.set(label, (counts.get(label) ?? 0) + 1);
      line('INFO', [`${label}: ${counts.get(label)}`]);
    },
    group: (...given: unknown[]) => {
      if (given.length > 0) line('INFO', given);
      indent += '  ';
    },
    groupEnd: () => {
      indent = indent.slice(2);
    },
    // Durations of the host would differ from run to run; those of virtual time are in the log's own timestamps.
    time: () => undefined,
    timeEnd: () => undefined,
    timeLog: () => undefined,
  };
}
