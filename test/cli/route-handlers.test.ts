import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { type Reacting, TAKEN_BY } from '#events/reactions.ts';
import { rules } from '#infra/rules.ts';
import { invoke } from '../functions/support.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;
const root = path.resolve(import.meta.dirname, '../..');
const samples = readdirSync(path.join(root, 'events/samples'))
  .filter((file) => file !== 'manifest.json')
  .map((file) => [file, JSON.parse(readFileSync(path.join(root, 'events/samples', file), 'utf8'))] as const);

describe.each([...new Set(rules.map((row) => row.function ?? ''))])('the function %s', (file) => {
  const name = path.basename(file) as Reacting;
  const refused = samples.flatMap(([sample, event]) => {
    const parsed = parseInput(TAKEN_BY[name], event);
    return parsed.ok ? [] : [{ sample, event, problems: parsed.problems }];
  });

  it('refuses exactly what nines route says it would, before it does anything', async () => {
    const { handler } = (await import(path.join(root, 'functions', `${file}.ts`))) as { handler: Handler };

    for (const { sample, event, problems } of refused) {
      const refusal = await invoke(handler, event).catch((error: unknown) => error);

      expect(refusal, sample).toMatchObject({ name: 'InvalidInputError' });
      // undo-run is called by the dead man too, and of two shapes none is the one that was meant.
      if (name !== 'undo-run') expect(refusal, sample).toMatchObject({ problems });
    }
    expect(refused).not.toEqual([]);
  });
});
