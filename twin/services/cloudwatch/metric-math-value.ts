import type { Expression, FunctionName } from './metric-math.ts';

/** A data point, or none. */
type Point = number | undefined;

/**
 * The value of an expression over one period; undefined where there is none. An operation needs a data point on both sides, a list
 * leaves out members without one, and what divides by zero has no value, as CloudWatch draws nothing there.
 */
export function mathValue(expression: Expression, point: (id: string) => Point): Point {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'series':
      return point(expression.id);
    case 'list':
      return undefined;
    case 'call':
      return CALLS[expression.name](expression.args, point);
    case 'operation': {
      const left = mathValue(expression.left, point);
      const right = mathValue(expression.right, point);
      return left === undefined || right === undefined ? undefined : finite(operate(expression.operator, left, right));
    }
    default:
      return expression satisfies never;
  }
}

type Call = (args: readonly Expression[], point: (id: string) => Point) => Point;

const ofList =
  (reduce: (values: readonly number[]) => number): Call =>
  ([list], point) => {
    const items = list?.kind === 'list' ? list.items : [];
    const values = items.map((item) => mathValue(item, point)).filter((value) => value !== undefined);
    return values.length === 0 ? undefined : reduce(values);
  };
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const CALLS: Readonly<Record<FunctionName, Call>> = {
  FILL: ([series, filler], point) => mathValue(series as Expression, point) ?? mathValue(filler as Expression, point),
  IF: ([condition, whenTrue, whenFalse], point) => {
    const holds = mathValue(condition as Expression, point);
    if (holds === undefined) return undefined;
    const chosen = holds === 0 ? whenFalse : whenTrue;
    return chosen && mathValue(chosen, point);
  },
  AVG: ofList((values) => sum(values) / values.length),
  MAX: ofList((values) => Math.max(...values)),
  MIN: ofList((values) => Math.min(...values)),
  SUM: ofList(sum),
};

const finite = (value: number): Point => (Number.isFinite(value) ? value : undefined);
const truth = (holds: boolean): number => (holds ? 1 : 0);

function operate(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '^':
      return left ** right;
    case '<':
      return truth(left < right);
    case '<=':
      return truth(left <= right);
    case '>':
      return truth(left > right);
    case '>=':
      return truth(left >= right);
    case '==':
      return truth(left === right);
    case '!=':
      return truth(left !== right);
    case '&&':
    case 'AND':
      return truth(left !== 0 && right !== 0);
    case '||':
    case 'OR':
      return truth(left !== 0 || right !== 0);
    default:
      throw new RangeError(`There is no operator ${operator}.`);
  }
}
