import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const TIME = 'Expression evaluation timeout: Check for infinite loop';
const MEMORY = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
const STACK = 'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';
/** Memory that all the expressions have, the interpreter included. */
const HEAP_LIMIT_MB = 384;
/** The service gives an expression a second; here it is bounded by its work, on whatever machine this runs. */
const TIME_LIMIT_MS = 60_000;

const doubling = '$f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }';

const HOSTILE: readonly (readonly [what: string, expression: string, ends: string])[] = [
  ['a regular expression that tries every way', '$match($in.nearly, /(a+)+$/)', TIME],
  ['one of nested stars', '$replace($in.text, /(a*)*c/, "")', TIME],
  ['one with a reference back', '$split($in.text, /(a+)\\1+b/)', TIME],
  ['a call in tail position without end', '($f := function($x){ $f($sum($in.numbers)) }; $f(1))', TIME],
  ['recursion without end', '($f := function($x){ 1 + $f($x) }; $f(1))', STACK],
  ['recursion in an object', '($f := function($x){ {"a": $f($x)} }; $f(1))', STACK],
  ['a long sum', Array.from({ length: 102 }, () => '1').join('+'), STACK],
  ['a text doubled sixty times', `(${doubling}; $f("aaaaaaaa", 60))`, MEMORY],
  ['a wide $pad', '$pad("x", 1000000000)', MEMORY],
  ['$join of long texts', '$join($in.numbers.($in.text))', MEMORY],
  ['$replace that brings the match again and again', `$replace($in.text, /a+/, "${'$0'.repeat(100)}")`, MEMORY],
  ['$replace by a function', '$replace($in.text, /a/, function($m){ $in.text })', TIME],
  ['a long range', '[1..10000000]', MEMORY],
  ['a long $range', '$range(1, 10000000, 1)', MEMORY],
  ['a range in a range', '[1..100000].($count([1..100000]))', TIME],
  ['$append in a fold', '$reduce($in.numbers, function($l, $i){ $append($l, $l) }, [1])', MEMORY],
  ['copies of a list', '$in.numbers.[$in.numbers]', TIME],
  ['$string of much, often', '$in.numbers.$string($in.records)', TIME],
  ['a search in a list, often', '$in.numbers[$ in $in.numbers]', TIME],
  ['$distinct of many', '$distinct($in.numbers)', TIME],
  ['a comparison of much, often', '$in.numbers.($in.records = $in.records)', TIME],
  ['a name in lists of lists, often', '$in.numbers.($count($in.lists.i))', TIME],
  ['a product by @', '$in.numbers@$a.$in.numbers@$b[$a = $b]', MEMORY],
  ['$sort by a costly order', '$sort($in.numbers, function($a, $b){ $count($in.numbers) > $a - $b })', TIME],
];

describe('a hostile expression', () => {
  const outcomes: (readonly [outcome: string, elapsedMs: number])[] = [];
  let worker: Worker;

  beforeAll(async () => {
    const expressions = HOSTILE.map(([, expression]) => expression);
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_LIMIT_MB };
    worker = new Worker(new URL('./jsonata-worker.ts', import.meta.url), { workerData: expressions, resourceLimits });
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (outcome: [string, number]) => outcomes.push(outcome));
      worker.on('error', reject); // among others, that it needs more memory
      worker.on('exit', () => resolve());
    });
  }, 600_000);

  afterAll(async () => {
    await worker.terminate();
  });

  it.each(HOSTILE.map(([what, , ends], i) => [what, ends, i] as const))('%s ends: %s', (_what, ends, i) => {
    const [outcome, elapsedMs] = outcomes[i] ?? ['no answer', 0];

    expect(outcome).toBe(ends);
    expect(elapsedMs).toBeLessThan(TIME_LIMIT_MS);
  });
});
