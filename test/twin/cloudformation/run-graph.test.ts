import { describe, expect, it } from 'vitest';
import { findDependencies, reversed } from '#twin/cloudformation/dependencies.ts';
import { physicalName } from '#twin/cloudformation/physical-name.ts';
import { newReadBook, trackReads, unreadPaths } from '#twin/cloudformation/read-tracking.ts';
import { runGraph } from '#twin/cloudformation/run-graph.ts';
import type { Scope } from '#twin/cloudformation/scope.ts';
import { readTemplate } from '#twin/cloudformation/template.ts';
import { Random } from '#twin/random.ts';

const GRAPH = new Map<string, readonly string[]>([
  ['top', ['left', 'right']],
  ['left', ['base']],
  ['right', ['base']],
  ['base', []],
]);

describe('a graph that is run', () => {
  it('starts each node once all before it are done', async () => {
    const order: string[] = [];

    const ends = await runGraph(GRAPH, async (id) => {
      order.push(id);
      return 'done';
    });

    expect(order).toEqual(['base', 'left', 'right', 'top']);
    expect([...ends.values()]).toEqual(['done', 'done', 'done', 'done']);
  });

  it('skips what hangs on a failure and goes on beside it', async () => {
    const ends = await runGraph(GRAPH, async (id) => (id === 'left' ? 'failed' : 'done'));

    expect(Object.fromEntries(ends)).toEqual({ base: 'done', left: 'failed', right: 'done', top: 'skipped' });
  });

  it('starts nothing new once it may not', async () => {
    let mayStart = true;

    const ends = await runGraph(
      GRAPH,
      async () => {
        mayStart = false;
        return 'done';
      },
      () => mayStart,
    );

    expect(Object.fromEntries(ends)).toEqual({ base: 'done', left: 'skipped', right: 'skipped', top: 'skipped' });
  });

  it('is read backwards for a deletion', () => {
    expect(Object.fromEntries(reversed(GRAPH))).toEqual({ top: [], left: ['top'], right: ['top'], base: ['left', 'right'] });
  });
});

describe('dependencies', () => {
  it('come from Ref, GetAtt, Sub and DependsOn, wherever they stand', () => {
    const of = (value: unknown) => ({ Type: 'T', Properties: { Deep: [{ Value: value }] } });
    const template = readTemplate(
      JSON.stringify({
        Parameters: { P: { Type: 'String' } },
        Resources: {
          A: { Type: 'T' },
          B: of({ Ref: 'A' }),
          C: of({ 'Fn::GetAtt': 'B.Arn' }),
          // biome-ignore lint/suspicious/noTemplateCurlyInString: templates write their variables so.
          D: of({ 'Fn::Sub': ['${C.Arn} ${P} ${X} ${AWS::Region} ${!A}', { X: { Ref: 'B' } }] }),
          E: { Type: 'T', DependsOn: 'A' },
        },
      }),
    );
    const scope = { cloud: { account: '1', region: 'r' }, notificationArns: [], stackName: 's', stackId: 'i' } as unknown as Scope;

    const found = findDependencies(template, Object.keys(template.resources), scope);

    expect(Object.fromEntries(found)).toEqual({ A: [], B: ['A'], C: ['B'], D: ['C', 'B'], E: ['A'] });
  });
});

describe('physical names', () => {
  it('join stack, resource and twelve letters', () => {
    expect(physicalName(new Random(1), 'nines', 'Ledger')).toMatch(/^nines-Ledger-[A-Z0-9]{12}$/);
  });

  it.each([32, 40, 64])('are at most %i long when that is asked', (length) => {
    const name = physicalName(new Random(1), 'a-stack-with-quite-a-long-name', 'AResourceWithAnEvenLongerLogicalName', length);

    expect(name).toHaveLength(length);
    expect(name).toMatch(/-[A-Z0-9]{12}$/);
  });
});

describe('tracked properties', () => {
  it('know what was read, also by copying and in lists', () => {
    const book = newReadBook();
    const properties = trackReads({ Read: 1, Copied: { Inner: 2 }, List: [{ A: 1, B: 2 }], Never: { Inner: 3 } }, book);

    void properties.Read;
    structuredClone(properties.Copied);
    for (const item of properties.List) void item.A;

    expect(unreadPaths(book)).toEqual(['List.B', 'Never']);
    expect(Array.isArray(properties.List)).toBe(true);
  });
});
