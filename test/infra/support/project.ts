import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type ProjectPaths, projectPaths } from '#infra/paths.ts';
import { synthesize } from '#infra/synthesize.ts';
import { readTables } from '#infra/tables.ts';

/** A resource as a template has it. */
export type Resource = { Type: string; Properties?: Record<string, unknown>; [key: string]: unknown };
export type Template = {
  Parameters?: Record<string, { Type: string; Default?: string }>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown }>;
};

const root = resolve(import.meta.dirname, '../../..');
const made: string[] = [];

const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'nines-infra-'));
  made.push(folder);
  return folder;
};

/** Removes what this file made. */
export const removeTemporaryFolders = (): void => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
};

/** The paths of this checkout, with its products elsewhere: a play may be using .build at the same time. */
export const pathsWithOwnProducts = (): ProjectPaths => {
  const products = temporaryFolder();
  return { ...projectPaths(root), bundles: join(products, 'bundles'), layers: join(products, 'layers'), stock: join(products, 'stock') };
};

/** A small project on disk: its files by path, each with its text. */
export const projectWith = (files: Readonly<Record<string, string>>): ProjectPaths => {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return projectPaths(folder);
};

export const readTemplate = (path: string): Template => JSON.parse(readFileSync(path, 'utf8')) as Template;

/** The whole real project, synthesized; the first time with CloudFormation's own schemas held against it. */
export const synthesizeProject = async ({ validate }: { validate: boolean }) => {
  const paths = pathsWithOwnProducts();
  const outdir = temporaryFolder();
  const { bundles } = await synthesize({ tables: await readTables(), paths, outdir, validate });
  return { outdir, paths, bundles, controlPlane: readTemplate(join(outdir, 'nines.template.json')), layers: readLayers(paths.layers) };
};

/** Every layer's template by the layer's name. */
export const readLayers = (folder: string): Record<string, Template> => {
  const ending = '.template.json';
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  return Object.fromEntries(files.map((file) => [file.slice(0, -ending.length), readTemplate(join(folder, file))]));
};
