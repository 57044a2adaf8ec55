import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { baseName } from './names.ts';
import type { ProjectPaths } from './paths.ts';
import type { StatementRow } from './rows.ts';
import type { Tables } from './tables.ts';

/** The tables and the files do not fit; every misfit is listed. */
export class TablesError extends Error {
  override readonly name = 'TablesError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the tables in infra/ and the files do not fit:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const filesEndingWith = (folder: string, ending: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith(ending))
        .map((file) => file.slice(0, -ending.length))
        .sort()
    : [];

/** functions/shared is the only folder there that holds no entry points. */
const handlerFiles = (folder: string): string[] => {
  if (!existsSync(folder)) return [];
  const areas = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'shared');
  return areas.flatMap((area) => filesEndingWith(join(folder, area.name), '.ts').map((file) => `${area.name}/${file}`)).sort();
};

/** Compares rows with files both ways: a row without its file, a file without its row, a name used twice. */
const compare = (what: { kind: string; rows: readonly string[]; files: readonly string[]; path: (name: string) => string }): string[] => {
  const twice = what.rows.filter((row, index) => what.rows.indexOf(row) !== index);
  return [
    ...what.rows.filter((row) => !what.files.includes(row)).map((row) => `${what.kind} ${row}: the file ${what.path(row)} is missing`),
    ...what.files.filter((file) => !what.rows.includes(file)).map((file) => `${what.path(file)} has no row in infra/ (${what.kind})`),
    ...twice.map((row) => `${what.kind} ${row} has two rows`),
  ];
};

const sharedBaseNames = (tables: Tables): string[] => {
  const names = tables.functions.map((row) => baseName(row.file));
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return twice.map((name) => `function ${name}: file names are unique over areas, since they name the function`);
};

const wrongTargets = (tables: Tables): string[] => {
  const functions = new Set(tables.functions.map((row) => baseName(row.file)));
  const machines = new Set(tables.machines.map((row) => row.name));
  const problems: string[] = [];
  for (const rule of tables.rules) {
    if ((rule.function === undefined) === (rule.machine === undefined))
      problems.push(`rule ${rule.name}: name a function or a machine, not both`);
    if (rule.function !== undefined && !functions.has(baseName(rule.function)))
      problems.push(`rule ${rule.name}: no function ${rule.function}`);
    if (rule.machine !== undefined && !machines.has(rule.machine)) problems.push(`rule ${rule.name}: no machine ${rule.machine}`);
  }
  for (const route of tables.routes) {
    if (!functions.has(baseName(route.function))) problems.push(`route ${route.method} ${route.path}: no function ${route.function}`);
  }
  return problems;
};

/** A wildcard and its reason come together or not at all. */
const unreasoned = (owner: string, statements: readonly StatementRow[] = []): string[] =>
  statements.flatMap(({ actions, resources, reason }) => {
    const wild = [...actions, ...resources].filter((text) => text.includes('*'));
    if (reason === undefined) return wild.map((text) => `${owner}: ${actions[0]} holds the wildcard ${text} without a reason`);
    return wild.length > 0 ? [] : [`${owner}: ${actions[0]} has a reason for a wildcard that it does not hold`];
  });

/** Throws a TablesError that names every row without its file, every file without its row and every name without its owner. */
export const checkTables = (tables: Tables, paths: ProjectPaths): void => {
  const problems = [
    ...compare({
      kind: 'function',
      rows: tables.functions.map((row) => row.file),
      files: handlerFiles(paths.functions),
      path: (name) => `functions/${name}.ts`,
    }),
    ...sharedBaseNames(tables),
    ...compare({
      kind: 'machine',
      rows: tables.machines.map((row) => row.name),
      files: filesEndingWith(paths.machines, '.asl.json'),
      path: (name) => `statemachines/${name}.asl.json`,
    }),
    ...compare({
      kind: 'rule',
      rows: tables.rules.map((row) => row.name),
      files: filesEndingWith(paths.patterns, '.json'),
      path: (name) => `events/patterns/${name}.json`,
    }),
    ...wrongTargets(tables),
    ...tables.functions.flatMap((row) => unreasoned(`function ${row.file}`, row.statements)),
    ...tables.machines.flatMap((row) => unreasoned(`machine ${row.name}`, row.statements)),
    ...(existsSync(paths.bootstrapScript) ? [] : ['layer web: the file site/bootstrap.sh is missing']),
  ];
  if (problems.length > 0) throw new TablesError(problems);
};
