import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as sfn from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { diagnose } from '#language/asl/check-definition.ts';
import { COMPARISONS, TYPE_TESTS } from '#language/asl/choice-compare.ts';
import { Reserved } from '#language/asl/errors.ts';
import { INTRINSICS } from '#language/asl/intrinsics.ts';
import { createStates } from '#twin/services/states/index.ts';
import { openAccount } from '../twin/services/account.ts';
import { PLACES } from './field-places.ts';
import { ROOT, type Row, supportRows } from './support-page.ts';
import { titlesOf } from './test-titles.ts';

const rows = supportRows();
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const at = ({ section, line, cells }: Row): string => `line ${line}, ${section}: ${Object.values(cells)[0]}`;
const inSection = (section: string): Row[] => rows.filter((row) => row.section === section);

/** Every word that the checks of a definition could mean as a field, and every field of the page. */
const CHECKS = ['check-definition', 'check-states', 'check-map', 'check-retry', 'check-choices'];
const words = CHECKS.flatMap((name) => read(`language/asl/${name}.ts`).match(/\b[A-Z]\w+\b/g) ?? []);
const candidates = [...new Set([...words, ...rows.flatMap((row) => row.names)])];

/** Whether a definition with this field in this place is told that there is no such field. */
function isKnown(definition: object, field: string): boolean {
  const refusals = [`ield '${field}' is not supported`, `field '${field}' is only supported for`];
  return !diagnose(definition).some(({ message }) => refusals.some((refusal) => message.includes(refusal)));
}

describe('docs/asl-support.md', () => {
  it('names in each row tests that exist, by file and title', () => {
    const wrong = rows.flatMap((row) => {
      if (row.shownBy.length === 0) return [`${at(row)}: names no test`];
      return row.shownBy
        .filter(({ file, title }) => !existsSync(path.join(ROOT, file)) || !titlesOf(read(file)).includes(title))
        .map(({ file, title }) => `${at(row)}: ${file} has no test "${title}"`);
    });

    expect(wrong).toEqual([]);
  });

  it('names in each row a file that speaks of what the row is about', () => {
    const silent = rows.flatMap((row) => {
      const sources = row.shownBy.filter(({ file }) => existsSync(path.join(ROOT, file))).map(({ file }) => read(file));
      return row.names.filter((name) => !sources.some((source) => source.includes(name))).map((name) => `${at(row)}: ${name}`);
    });

    expect(silent).toEqual([]);
  });

  it.each(Object.keys(PLACES))('has the fields of %s that are taken, and says of no other that it is', (section) => {
    const own = [...inSection(section), ...(section in PLACES && PLACES[section]?.isState ? inSection('Every state') : [])];

    const wrong = Object.entries(PLACES[section]?.columns ?? {}).flatMap(([column, place]) =>
      candidates
        .filter((field) => {
          const row = own.find(({ names }) => names.includes(field));
          return isKnown(place({ [field]: null }), field) !== (row?.cells[column] === 'yes');
        })
        .map((field) => `${column}: ${field}`),
    );

    expect(wrong).toEqual([]);
  });

  it.each<[what: string, section: string, names: Iterable<string>]>([
    ['every comparison of a rule', 'Choice rules', [...COMPARISONS.keys()].flatMap((name) => [name, `${name}Path`])],
    ['every test of a rule', 'Choice rules', [...TYPE_TESTS.keys(), 'IsPresent', 'StringMatches', 'And', 'Or', 'Not']],
    ['every intrinsic function', 'Intrinsic functions', INTRINSICS.keys()],
    ['every reserved error', 'Errors', Object.values(Reserved)],
  ])('has %s', (_what, section, names) => {
    const known = new Set(inSection(section).flatMap((row) => row.names));

    expect([...names].filter((name) => !known.has(name))).toEqual([]);
  });

  it('says of every operation of Step Functions whether the twin has it', () => {
    const all = Object.keys(sfn)
      .filter((name) => name.endsWith('Command'))
      .map((name) => name.slice(0, -'Command'.length));
    const { cloud } = openAccount([]);
    const had = new Set(Object.keys(createStates(cloud).operations));
    const stated = new Map(inSection('Step Functions operations').flatMap(({ names, cells }) => names.map((name) => [name, cells.twin])));

    expect([...stated.keys()].sort()).toEqual(all.filter((name) => name !== '$').sort());
    expect(all.filter((name) => had.has(name) !== (stated.get(name) === 'yes'))).toEqual([]);
  });
});
