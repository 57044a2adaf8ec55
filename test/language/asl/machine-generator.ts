import fc, { type Arbitrary } from 'fast-check';
import type { Json } from '#language/asl/index.ts';
import {
  assignsResult,
  choice,
  KEPT_PATHS,
  KEPT_QUERY,
  merged,
  often,
  type Piece,
  pass,
  pick,
  recovery,
  taskOf,
  wait,
} from './machine-states.ts';
import type { Move } from './planned-host.ts';

/**
 * Random machines that the service would take. Every state passes on a document with the members n, s, list, at and o, so that
 * paths and expressions mostly find something; now and then one breaks the document, so that runtime errors come too.
 */
export type Scenario = { definition: object; input: Json; plan: Move[]; type: 'STANDARD' | 'EXPRESS'; seed: number };

/** What the replay cannot read from a history is left out: tasks of a distributed Map's children, and hosts that throw. */
export type Choices = { childTasks: boolean; throws: boolean };

type ProgramOf = (prefix: string, machineJsonata: boolean) => object;
type Kind = { type: Scenario['type']; tasks: boolean; childTasks: boolean; depth: number };

/**
 * A program's variables carry its depth, since an inner scope may not assign what an outer one does: `v@`, `w@` and `laps@` stand for
 * the program's own, `outer@` for one of the program around it.
 */
const inScope = (state: object, depth: number, seesOuter: boolean): object =>
  JSON.parse(
    JSON.stringify(state)
      .replaceAll('outer@', seesOuter ? `v${depth + 1}` : `v${depth}`)
      .replaceAll(/\b(v|w|laps)@/g, `$1${depth}`),
  ) as object;

const parallel = (kind: Kind): Arbitrary<Piece> =>
  fc
    .tuple(fc.array(program(deeper(kind), true), { minLength: 1, maxLength: 3 }), recovery, assignsResult)
    .map(([branches, recover, assign]) => ({
      build: (place) => ({
        Type: 'Parallel',
        Branches: branches.map((branch, i) => branch(`${place.name}b${i}`, place.machineJsonata)),
        ...(place.jsonata
          ? { Arguments: KEPT_QUERY, Output: merged('"p": $states.result') }
          : { Parameters: KEPT_PATHS, ResultPath: '$.p' }),
        ...recover(place),
        ...assign(place.jsonata),
        ...place.next,
      }),
    }));

const ITEM_PATHS = { ...KEPT_PATHS, 'n.$': '$$.Map.Item.Value' };
const ITEM_QUERY = {
  Items: '{% $states.input.list %}',
  ItemSelector: '{% $merge([$states.input, {"n": $states.context.Map.Item.Value}]) %}',
};

const mapOf = (kind: Kind): Arbitrary<Piece> =>
  fc
    .tuple(program(deeper(kind), true), pick<object>({}, { MaxConcurrency: 1 }, { MaxConcurrency: 2 }), recovery)
    .map(([inner, limit, recover]) => ({
      build: (place) => ({
        Type: 'Map',
        ItemProcessor: inner(`${place.name}i`, place.machineJsonata),
        ...(place.jsonata
          ? { ...ITEM_QUERY, Output: merged('"m": $states.result') }
          : { ItemsPath: '$.list', ItemSelector: ITEM_PATHS, ResultPath: '$.m' }),
        ...limit,
        ...recover(place),
        ...place.next,
      }),
    }));

const S3 = { Bucket: 'b', Key: 'k' };
const distributed = (kind: Kind): Arbitrary<Piece> =>
  fc
    .tuple(
      program({ ...deeper(kind), tasks: kind.childTasks }, false),
      fc.record(
        {
          ToleratedFailureCount: fc.nat(2),
          ToleratedFailurePercentage: pick(0, 50, 100),
          ItemBatcher: fc.constant({ MaxItemsPerBatch: 2 }),
          MaxConcurrency: fc.integer({ min: 1, max: 2 }),
        },
        { requiredKeys: [] },
      ),
      pick<'reader' | 'writer' | 'plain'>('plain', 'plain', 'reader', 'writer'),
      recovery,
    )
    .map(([inner, limits, outside, recover]) => ({
      build: (place) => {
        const argument = place.jsonata ? { Arguments: S3 } : { Parameters: S3 };
        const items = place.jsonata ? ITEM_QUERY : { ItemsPath: '$.list', ItemSelector: ITEM_PATHS };
        return {
          Type: 'Map',
          ItemProcessor: {
            ...inner(`${place.name}d`, place.machineJsonata),
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          },
          ...(outside === 'reader' ? { ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ...argument } } : items),
          ...(outside === 'writer' && { ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', ...argument } }),
          ...(place.jsonata ? { Output: merged('"m": $states.result') } : { ResultPath: '$.m' }),
          ...limits,
          ...recover(place),
          ...place.next,
        };
      },
    }));

const deeper = (kind: Kind): Kind => ({ ...kind, depth: kind.depth - 1 });

function pieces(kind: Kind): Arbitrary<Piece> {
  const simple = [pass, wait, choice, ...(kind.tasks ? [taskOf(kind.type), taskOf(kind.type)] : [])];
  if (kind.depth === 0) return fc.oneof(...simple);
  return fc.oneof(...simple, parallel(kind), mapOf(kind), ...(kind.type === 'STANDARD' ? [distributed(kind)] : []));
}

const exits = pick<object | undefined>(
  undefined,
  { Type: 'Succeed' },
  { Type: 'Succeed' },
  { Type: 'Fail', Error: 'Crash', Cause: 'as planned' },
);

/** A chain of states with jumps between them that ends in its last state or in an exit of its own. */
function program(kind: Kind, seesOuter: boolean): Arbitrary<ProgramOf> {
  const chains = fc.array(fc.tuple(pieces(kind), fc.boolean()), { minLength: 1, maxLength: 2 + kind.depth });
  return fc.tuple(chains, exits).map(([chain, wished]) => (prefix, machineJsonata) => {
    const exit = wished ?? (chain.at(-1)?.[0].needsNext ? { Type: 'Succeed' } : undefined);
    const own = chain.map((_, i) => `${prefix}${i}`);
    const all = exit === undefined ? own : [...own, `${prefix}end`];
    const states: Record<string, object> = {};
    // Variables are read everywhere, so every program begins by assigning its own.
    states[`${prefix}begin`] = inScope({ Type: 'Pass', Assign: { 'v@': 0, 'w@': 'x', 'laps@': 0 }, Next: own[0] }, kind.depth, seesOuter);
    for (const [i, [piece, wishesJsonata]] of chain.entries()) {
      const name = own[i] as string;
      const next = all[i + 1] === undefined ? { End: true } : { Next: all[i + 1] };
      const jsonata = machineJsonata || wishesJsonata;
      const place = { name, jsonata, machineJsonata, next, later: all.slice(i + 1), earlier: own.slice(0, i + 1) };
      states[name] = inScope(
        { ...(jsonata && !machineJsonata && { QueryLanguage: 'JSONata' }), ...piece.build(place) },
        kind.depth,
        seesOuter,
      );
    }
    if (exit !== undefined) states[`${prefix}end`] = exit;
    return { StartAt: `${prefix}begin`, States: states };
  });
}

const documents: Arbitrary<Json> = fc.record({
  n: fc.integer({ min: 1, max: 4 }),
  s: pick('a', 'ab', 'b'),
  list: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
  at: pick('2018-02-09T11:30:03Z', '2018-02-09T11:29:00Z', '2018-02-09T13:30:07+02:00'),
  o: fc.record({ k: fc.boolean() }),
});

const ends = pick<Move['end']>('succeed', 'succeed', 'succeed', 'fail', 'fail', 'hang');

const plans = (throws: boolean): Arbitrary<Move[]> =>
  fc.array(
    fc.record({
      end: often(throws ? 20 : 1, ends, throws ? fc.constant('throw') : ends),
      afterMs: pick(0, 0, 700, 2_500, 12_345),
      beatsMs: pick<number[]>([], [], [1_900], [1_500, 2_900, 4_300]),
      output: pick<Json>({ ok: true }, 7, 'text', [1, [2]], null),
      error: pick('Boom', 'Boom', 'Crash', 'Other'),
    }),
    { minLength: 1, maxLength: 6 },
  );

/** Scenarios: a machine with its input, and what becomes of its tasks. */
export function scenarios(choices: Choices): Arbitrary<Scenario> {
  return often(3, scenariosOf('STANDARD', choices), scenariosOf('EXPRESS', choices));
}

function scenariosOf(type: Scenario['type'], { childTasks, throws }: Choices): Arbitrary<Scenario> {
  return fc
    .record({
      chain: program({ type, tasks: true, childTasks, depth: 2 }, false),
      jsonata: fc.boolean(),
      timeout: pick(undefined, undefined, undefined, undefined, 7, 60),
      input: documents,
      plan: plans(throws),
      seed: fc.nat(),
    })
    .map(({ chain, jsonata, timeout, input, plan, seed }) => ({
      type,
      definition: {
        ...(jsonata && { QueryLanguage: 'JSONata' }),
        ...(timeout !== undefined && { TimeoutSeconds: timeout }),
        ...chain('S', jsonata),
      },
      input,
      plan,
      seed,
    }));
}
