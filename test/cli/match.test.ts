import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runMatchLines } from '#cli/match.ts';
import { hostileLines, idsOf, shallowJson } from './hostile-lines.ts';

async function answersTo(...lines: string[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  await runMatchLines(
    (async function* () {
      yield* lines;
    })(),
    (line) => answers.push(JSON.parse(line)),
  );
  return answers;
}

describe('the match command', () => {
  it('answers in order with the id of each request', async () => {
    const answers = await answersTo('{"id":"a","pattern":{"x":[1]},"event":{"x":1}}', '{"id":2,"pattern":{"x":[1]},"event":{"x":2}}');

    expect(answers).toEqual([
      { id: 'a', match: true },
      { id: 2, match: false },
    ]);
  });

  it('takes patterns and events as JSON text too', async () => {
    const request = { id: 1, pattern: '{"x":["y"]}', event: '{"x":"y"}' };

    expect(await answersTo(JSON.stringify(request))).toEqual([{ id: 1, match: true }]);
  });

  it.each([
    ['no JSON', 'nope', null, 'is not valid JSON'],
    ['a list', '[1]', null, 'not a JSON object'],
    ['null', 'null', null, 'not a JSON object'],
    ['no pattern', '{"id":1,"event":{}}', 1, 'pattern is missing'],
    ['no event', '{"id":1,"pattern":{"a":["b"]}}', 1, 'event is missing'],
    ['a list as event', '{"id":1,"pattern":{"a":["b"]},"event":[]}', 1, 'Parameter Event is not valid.'],
    ['a bad pattern', '{"id":1,"pattern":{"a":"b"},"event":{}}', 1, '"a" must be an object or an array'],
    ['pattern text that is no JSON', '{"id":1,"pattern":"{","event":{}}', 1, 'JSON'],
    ['a pattern longer than AWS takes', `{"id":1,"pattern":{"a":["${'x'.repeat(4_100)}"]},"event":{}}`, 1, 'longer than 4096 characters'],
    [
      'a pattern nested without end',
      `{"id":1,"pattern":${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)},"event":{}}`,
      1,
      'longer than 4096 characters',
    ],
    ['an id nested without end', `{"id":${'['.repeat(50_000)}${']'.repeat(50_000)},"event":{}}`, null, 'pattern is missing'],
    ['a line that is cut off', '{"id":"x","pattern":{"a"', 'x', 'JSON'],
    ['a line without end', `{"id":1,"x":"${'x'.repeat(9_000_000)}"}`, 1, 'longer than'],
  ])('refuses %s and serves the next line', async (_title, line, id, reason) => {
    const answers = await answersTo(line, '', '{"id":9,"pattern":{"x":[1]},"event":{"x":1}}');

    expect(answers).toEqual([
      { id, invalid: expect.stringContaining(reason) },
      { id: 9, match: true },
    ]);
  });

  it('answers any line with one line, in order, with the id where there is one', async () => {
    const operator = fc.constantFrom('prefix', 'suffix', 'wildcard', 'numeric', 'exists', 'anything-but', 'cidr', 'equals-ignore-case');
    const criterion = fc.oneof(fc.string(), fc.dictionary(operator, shallowJson, { maxKeys: 2 }));
    const name = fc.constantFrom('a', 'b', '$or');
    const pattern = fc.oneof(shallowJson, fc.json(), fc.dictionary(name, fc.array(criterion, { maxLength: 3 })));
    const fields = { pattern, event: fc.oneof(shallowJson, fc.json(), fc.dictionary(name, shallowJson)) };
    await fc.assert(
      fc.asyncProperty(hostileLines(fields), async (lines) => {
        const answers = (await answersTo(...lines)) as { id: unknown; match?: boolean; invalid?: string }[];

        expect(answers.map(({ id }) => id)).toEqual(idsOf(lines));
        for (const { id: _, ...rest } of answers)
          expect([{ match: expect.any(Boolean) }, { invalid: expect.any(String) }]).toContainEqual(rest);
      }),
    );
  });
});
