import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { routes } from './routes.ts';
import type { FunctionRow, MachineRow, RouteRow, RuleRow } from './rows.ts';
import { rules } from './rules.ts';

/** Everything that the writers of functions and machines say about them. */
export type Tables = {
  functions: readonly FunctionRow[];
  machines: readonly MachineRow[];
  rules: readonly RuleRow[];
  routes: readonly RouteRow[];
};

/** Tables are found by their place in the folder, so that a new area or machine has no list to be forgotten in. */
const importFolder = async <T>(folder: string, exportName: string): Promise<T[]> => {
  const found: T[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.ts')) continue;
    const module = (await import(pathToFileURL(join(folder, file)).href)) as Record<string, T | undefined>;
    const exported = module[exportName];
    if (exported === undefined) throw new Error(`${join(folder, file)} exports no \`${exportName}\``);
    found.push(exported);
  }
  return found;
};

/** Reads infra/functions, infra/machines, infra/rules.ts and infra/routes.ts. */
export const readTables = async (): Promise<Tables> => ({
  functions: (await importFolder<readonly FunctionRow[]>(join(import.meta.dirname, 'functions'), 'rows')).flat(),
  machines: await importFolder<MachineRow>(join(import.meta.dirname, 'machines'), 'row'),
  rules,
  routes,
});
