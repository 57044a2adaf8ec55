import { deepStrictEqual } from 'node:assert';
import jsonata from 'jsonata';
import { compileMachine, type Json, startExecution } from '#language/asl/index.ts';
import { compileExpression, evaluate } from '#language/asl/jsonata.ts';
import { inTurn, microseconds, print, repeat, type Way } from '../rounds.ts';
import { contextOf, START_MS, stillHost } from './still-host.ts';
import { ORDER } from './ten-states.ts';

const EVALUATIONS = 1_000;

/** What state machines ask: paths, texts, conditions, arithmetic, objects. Each node is visited once. */
const STRAIGHT = [
  '$states.input.order.lines[0].sku',
  "$states.input.order.id & ' to ' & $states.input.order.address.city",
  "$states.input.order.total > 100 and $states.input.order.address.country != 'US'",
  "{'verdict': 'PASSED', 'reason': $states.input.order.id, 'measured': {'total': $states.input.order.total * 1.21}}",
  "$states.input.order.note ? $states.input.order.note : 'no note'",
  "$states.input.order.address.country in ['BE', 'NL', 'LU']",
  "$substring('Order: ' & $states.input.order.id & ' ' & $string($states.input.order.total), 0, 100)",
];
/** What goes through data again and again, and is therefore counted node by node. */
const LOOPING = [
  '$sum($map($states.input.order.lines, function($line) { $line.count * $line.price }))',
  '$states.input.order.lines[count > 5].{ "sku": sku, "pieces": count }',
  '$sift($states.input.order, function($value, $key) { $key in ["id", "total"] })',
  '$reduce([1..20], function($sum, $next) { $sum + $next })',
];

const BINDINGS = { states: { input: ORDER, context: {} } };
const AMBIENT = { nowMs: START_MS, random: stillHost.random, uuid: stillHost.uuid };

/** Expressions of JSONata, compiled once on both sides, beside the jsonata library alone. */
export async function benchExpressions(): Promise<void> {
  const limit = '≤ 2 × jsonata alone';
  for (const [kind, texts] of Object.entries({ straight: STRAIGHT, looping: LOOPING })) {
    const bare = texts.map((text) => jsonata(text));
    const ours = texts.map((text) => compileExpression(`{% ${text} %}`));
    for (const [i, expression] of bare.entries())
      deepStrictEqual(await ask(ours[i] as Compiled), plain(await expression.evaluate(undefined, BINDINGS)));
    const run = machineOf(texts);
    const figures = await inTurn(
      {
        ours: each(ours, ask),
        machine: repeat(run),
        bare: each(bare, (expression) => expression.evaluate(undefined, BINDINGS)),
      },
      EVALUATIONS,
    );
    const micros = (all: readonly number[]): number[] => all.map((ms) => microseconds(ms) / texts.length);
    const peer = micros(figures.bare);
    print({ what: `µs an expression, ${kind}`, ours: micros(figures.ours), peer, digits: 2, limit });
    print({ what: `µs a state of one expression, ${kind}`, ours: micros(figures.machine), peer, digits: 2 });
  }
}

type Compiled = ReturnType<typeof compileExpression>;
const ask = (expression: Compiled): Promise<Json> => evaluate(expression, 'Output', BINDINGS, AMBIENT);

/** jsonata marks its sequences; as JSON they are lists. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const each = <T>(expressions: readonly T[], act: (expression: T) => Promise<unknown>): Way =>
  repeat(async () => {
    for (const expression of expressions) await act(expression);
  });

/** A machine with a Pass state an expression, which assigns what it finds and hands its input on. */
function machineOf(texts: readonly string[]): () => Promise<void> {
  const states = texts.map((text, i) => [
    `State ${i}`,
    { Type: 'Pass', Assign: { found: `{% ${text} %}` }, ...(i + 1 < texts.length ? { Next: `State ${i + 1}` } : { End: true }) },
  ]);
  const machine = compileMachine({ QueryLanguage: 'JSONata', StartAt: 'State 0', States: Object.fromEntries(states) });
  return async () => {
    const execution = startExecution(machine, { input: ORDER, context: contextOf(ORDER), host: stillHost, history: false });
    await execution.finished;
    if (execution.status !== 'SUCCEEDED') throw new Error(`${execution.status}: ${execution.cause}`);
  };
}
