import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { TemplateFile } from '#domain/cloudformation-template.ts';
import { TEMPLATES, type Template } from '#domain/glossary.ts';
import { InvalidInputError } from '#rehearsal/problems.ts';
import { readInput } from '#rehearsal/scenario.ts';

type Manifest = { files?: Record<string, { displayName?: string; source: { path?: string } }> };

const ALLOWED = 'a cloud assembly, as npm run synth leaves it';

/** The templates of a site's layers as an assembly holds them: they are its assets, under the names of their constructs. */
export function readLayerTemplates(assembly: string): (template: Template) => TemplateFile {
  const files = manifestsOf(assembly).flatMap((name) => Object.values(readJson<Manifest>(assembly, name).files ?? {}));
  const found = new Map<string, TemplateFile>();
  for (const template of TEMPLATES) {
    const file = files.find(({ displayName }) => displayName === `Layers/${pascalCase(template)}Template`)?.source.path;
    if (file === undefined) throw misfit(assembly, `no template ${template}`);
    found.set(template, readJson<TemplateFile>(assembly, file));
  }
  return (template) => found.get(template) as TemplateFile;
}

function manifestsOf(assembly: string): string[] {
  try {
    return readdirSync(assembly).filter((name) => name.endsWith('.assets.json'));
  } catch {
    throw misfit(assembly, 'no readable folder');
  }
}

function readJson<Value>(assembly: string, file: string): Value {
  try {
    return JSON.parse(readInput(path.join(assembly, file), ALLOWED)) as Value;
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    throw misfit(path.join(assembly, file), 'no JSON');
  }
}

const misfit = (where: string, found: string) => new InvalidInputError(where, [{ path: '', found, allowed: ALLOWED }]);

const pascalCase = (kebab: string): string =>
  kebab
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
