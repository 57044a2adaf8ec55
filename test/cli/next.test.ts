import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runNextLines } from '#cli/next.ts';
import { hostileLines, idsOf, shallowJson } from './hostile-lines.ts';

async function answersTo(...lines: string[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  await runNextLines(
    (async function* () {
      yield* lines;
    })(),
    (line) => answers.push(JSON.parse(line)),
  );
  return answers;
}

const answerTo = async (request: object): Promise<unknown> => (await answersTo(JSON.stringify(request)))[0];

const asked = { id: 'x', expression: 'cron(0 0 * * ? *)', from: '2026-01-01T00:00:00Z', count: 2 };

describe('the next command', () => {
  it.each([
    ['times after the given one', {}, ['2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z']],
    ['none when none are asked for', { count: 0 }, []],
    ['fewer when the end comes', { end: '2026-01-02' }, ['2026-01-02T00:00:00.000Z']],
    ['times from the start on', { start: '2026-06-01T00:00:00Z', count: 1 }, ['2026-06-01T00:00:00.000Z']],
    ['times of a zone', { timezone: 'Asia/Tokyo', count: 1 }, ['2026-01-01T15:00:00.000Z']],
    ['a rate counted from the given time', { expression: 'rate(12 hours)', count: 1 }, ['2026-01-01T12:00:00.000Z']],
    ['a recurrence of five fields', { expression: '0 12 * * Fri', count: 1 }, ['2026-01-02T12:00:00.000Z']],
    ['a recurrence without its end', { expression: '0 0 * * *', end: '2026-01-02T00:00:00Z' }, []],
    ['a one-time schedule', { expression: 'at(2026-05-01T10:00:00)' }, ['2026-05-01T10:00:00.000Z']],
    ['a time without an offset, as UTC', { from: '2026-01-01T00:00:00', count: 1 }, ['2026-01-02T00:00:00.000Z']],
  ])('gives %s', async (_title, change, times) => {
    expect(await answerTo({ ...asked, ...change })).toEqual({ id: 'x', times });
  });

  it.each([
    ['an expression that AWS refuses', { expression: 'cron(0 1 * * * *)' }, 'must be ?'],
    ['no expression', { expression: undefined }, 'expression must be'],
    ['an unknown zone', { timezone: 'Mars/Olympus' }, 'not an IANA time zone'],
    ['a zone that is no text', { timezone: 5 }, 'timezone must be'],
    ['no from', { from: undefined }, 'from must be'],
    ['a from that is no time', { from: 'tomorrow' }, 'from must be'],
    ['a start that is no time', { start: '2026-13-01' }, 'start must be'],
    ['an end that is no time', { end: {} }, 'end must be'],
    ['no count', { count: undefined }, 'count must be'],
    ['a negative count', { count: -1 }, 'count must be'],
    ['a huge count', { count: 1e9 }, 'count must be'],
  ])('refuses %s', async (_title, change, reason) => {
    expect(await answerTo({ ...asked, ...change })).toEqual({ id: 'x', invalid: expect.stringContaining(reason) });
  });

  it('tells no more of an endless expression than shows it', async () => {
    const answer = (await answerTo({ ...asked, expression: `rate(${'9'.repeat(1_000_000)} days)` })) as { invalid: string };

    expect(answer.invalid.length).toBeLessThanOrEqual(1_000);
  });

  it('answers any line with one line, in order, with the id where there is one', async () => {
    const word = fc.constantFrom('0', '*', '?', 'L', '31', 'MON#5', '0/0', '2199', '-1', '1-', 'LW', ',');
    const expression = fc.oneof(
      fc.array(word, { minLength: 4, maxLength: 7 }).map((words) => `cron(${words.join(' ')})`),
      fc.array(word, { minLength: 5, maxLength: 5 }).map((words) => words.join(' ')),
      fc.tuple(fc.integer(), fc.constantFrom('minute', 'hours', 'days', '')).map(([value, unit]) => `rate(${value} ${unit})`),
      fc.string().map((text) => `at(${text})`),
      shallowJson,
    );
    const time = fc.oneof(shallowJson, fc.integer({ min: -8.64e15, max: 8.64e15 }), fc.constant('2026-03-29T01:30:00'));
    const timezone = fc.oneof(shallowJson, fc.constantFrom('Europe/Berlin', 'Pacific/Apia', 'UTC', '+01:00'));
    const count = fc.oneof(shallowJson, fc.integer({ min: 0, max: 20 }));
    await fc.assert(
      fc.asyncProperty(hostileLines({ expression, from: time, start: time, end: time, timezone, count }), async (lines) => {
        const answers = (await answersTo(...lines)) as { id: unknown; times?: string[]; invalid?: string }[];

        expect(answers.map(({ id }) => id)).toEqual(idsOf(lines));
        for (const { id: _, ...rest } of answers)
          expect([{ times: expect.any(Array) }, { invalid: expect.any(String) }]).toContainEqual(rest);
      }),
    );
  });
});
