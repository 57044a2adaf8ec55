import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/** Which top folder may import which; the reason stands in docs/ARCHITECTURE.md. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  language: [],
  domain: ['language'],
  events: ['language'],
  functions: ['domain', 'events', 'language'],
  infra: [],
  site: ['twin/site', 'twin/network', 'twin/clock', 'twin/random', 'twin/cloud', 'twin/facts', 'twin/signals'],
  twin: ['language'],
  rehearsal: ['twin', 'site/model', 'domain', 'events', 'language'],
  cli: ['rehearsal', 'twin', 'language', 'domain', 'events', 'infra/synth.ts'],
};
/** The play runs when the sources of the control plane are gone: what it imports from there may only be types. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = { rehearsal: ['domain', 'events'], site: ['twin'] };

const root = path.resolve(import.meta.dirname, '..');

function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name));
}

type Import = { from: string; to: string; isType: boolean };

const IMPORT = /(?:^|\n)\s*(?:import|export)(\s+type)?\s[^'";]*?from\s*'([^']+)'|import\('([^']+)'\)|(?:^|\n)import\s+'([^']+)'/g;

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(root, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => {
    const target = (match[2] ?? match[3] ?? match[4]) as string;
    const to = target.startsWith('#') ? target.slice(1) : target.startsWith('.') ? path.join(path.dirname(file), target) : `npm:${target}`;
    return { from: file, to, isType: match[1] !== undefined };
  });
}

describe.each(Object.keys(ARROWS))('%s/', (folder) => {
  const imports = filesIn(folder).flatMap(importsOf);

  it('imports only from where its arrows point', () => {
    const allowed = ARROWS[folder] as readonly string[];

    const wrong = imports
      .filter(({ to }) => !to.startsWith('npm:') && to.split('/')[0] !== folder)
      .filter(({ to }) => !allowed.some((prefix) => to === prefix || to.startsWith(`${prefix}/`) || to.startsWith(`${prefix}.`)))
      .map(({ from, to }) => `${from} → ${to}; ${folder} may import ${allowed.join(', ') || 'nothing of ours'}`);

    expect(wrong).toEqual([]);
  });

  it('imports types only where the play must run without the sources', () => {
    const restricted = TYPES_ONLY[folder] ?? [];

    const wrong = imports.filter(({ to, isType }) => !isType && restricted.some((prefix) => to.startsWith(`${prefix}/`)));

    expect(wrong).toEqual([]);
  });
});

describe.each(['domain', 'language', 'twin'])('%s/ takes time, randomness and environment from what it is handed', (folder) => {
  const FORBIDDEN = [
    ['the wall clock', /\bDate\.now\(|new Date\(\)|performance\.now\(|process\.hrtime/],
    ['unseeded randomness', /\bMath\.random\(|\brandomUUID\(\)|\brandomBytes\(|getRandomValues\(/],
    ['the environment', /\bprocess\.(env|argv|cwd)\b/],
    // Empty parentheses are a method of that name, which a socket or a request has.
    ['host timers', /(?<![.\w])(setTimeout|setInterval)\((?!\))/],
  ] as const;

  it('has none of the forbidden calls', () => {
    const found = filesIn(folder).flatMap((file) => {
      const code = readFileSync(path.join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return FORBIDDEN.filter(([, pattern]) => pattern.test(code)).map(([what]) => `${file}: ${what}`);
    });

    expect(found).toEqual([]);
  });
});
