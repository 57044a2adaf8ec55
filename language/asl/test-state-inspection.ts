import type { Activation } from './activation.ts';
import { selected, withResult } from './flow.ts';
import type { Json } from './json.ts';
import type { State } from './model.ts';
import type { Template } from './template.ts';

/** What the data of a state under test was on its way through the state's fields, as far as it got. */
export type InspectionData = {
  input?: Json;
  afterInputPath?: Json;
  afterParameters?: Json;
  afterArguments?: Json;
  result?: Json;
  afterResultSelector?: Json;
  afterResultPath?: Json;
  afterItemsPath?: Json;
  afterItemSelector?: Json;
  afterItemBatcher?: Json;
  variables?: Json;
  errorDetails?: { catchIndex?: number; retryIndex?: number; retryBackoffIntervalSeconds?: number };
  toleratedFailureCount?: number;
  toleratedFailurePercentage?: number;
  maxConcurrency?: number;
};

/** Collects the data of one visit. */
export class Inspection {
  private readonly activation: Activation;
  private readonly state: State;
  private readonly seen: InspectionData;

  constructor(activation: Activation, state: State) {
    this.activation = activation;
    this.state = state;
    this.seen = { input: activation.input };
    if (state.language === 'JSONPath') this.try('afterInputPath', () => selected(state.inputPath, activation, activation.input));
  }

  note<K extends keyof InspectionData>(key: K, value: InspectionData[K]): void {
    this.seen[key] = value;
  }

  /** The result as it came; without a ResultSelector it is what is selected of it, too. */
  result(result: Json): void {
    this.note('result', result);
    if (this.state.resultSelector === undefined) this.selected(result);
  }

  /** What is put into the input, in JSONPath. */
  selected(result: Json): void {
    if (this.state.language !== 'JSONPath') return;
    this.note('afterResultSelector', result);
    this.try('afterResultPath', () => withResult(this.state.resultPath, this.activation, result));
  }

  data(): InspectionData {
    const variables = this.activation.variables.all();
    return Object.keys(variables).length === 0 ? this.seen : { ...this.seen, variables: { ...variables } };
  }

  /** What fails here fails in the state too, which tells it. */
  private try(key: 'afterInputPath' | 'afterResultPath', value: () => Json): void {
    try {
      this.note(key, value());
    } catch {
      delete this.seen[key];
    }
  }
}

/** The same state with fields that tell what they made. */
export function watched<S extends State>(state: S, inspection: Inspection): S {
  const isJsonPath = state.language === 'JSONPath';
  const copy: S = { ...state };
  if (state.type === 'Pass') {
    // A Pass has no result but what it is given: its Parameters, or its Result.
    copy.parameters = telling(state.parameters, (value) => {
      if (isJsonPath) inspection.note('afterParameters', value);
      if (state.result === undefined) inspection.selected(value);
    });
    if (state.result !== undefined) inspection.result(state.result);
  } else if (state.type === 'Task' || state.type === 'Parallel') {
    copy.parameters = telling(state.parameters, (value) => inspection.note(isJsonPath ? 'afterParameters' : 'afterArguments', value));
  }
  if (state.resultSelector !== undefined) copy.resultSelector = telling(state.resultSelector, (value) => inspection.selected(value));
  return copy;
}

/** A field that passes its value on, and where there is no field, the data. */
function telling(template: Template | undefined, tell: (value: Json) => void): Template {
  const told = (value: Json): Json => {
    tell(value);
    return value;
  };
  return (view, data) => {
    const value = template === undefined ? data : template(view, data);
    return value instanceof Promise ? value.then(told) : told(value);
  };
}
