import type { Condition } from './choice-rule.ts';
import type { Json } from './json.ts';
import type { Path } from './jsonpath-parse.ts';
import type { NumberField } from './numbers.ts';
import type { Selector, Template } from './template.ts';

/** The two query languages. */
export type QueryLanguage = 'JSONPath' | 'JSONata';

/** A retrier with the defaults filled in (facts F13). */
export type Retrier = {
  errors: readonly string[];
  intervalSeconds: number;
  maxAttempts: number;
  backoffRate: number;
  maxDelaySeconds: number;
  fullJitter: boolean;
};

/** Where a result goes: a reference path, null for "discard", undefined for "replace". */
export type ResultTarget = Path | null | undefined;

/** A catcher. */
export type Catcher = {
  errors: readonly string[];
  next: string;
  assign: Template | undefined;
  output: Template | undefined;
  resultPath: ResultTarget;
};

/** A path field that may be null ("{}") or absent ("all of it"). */
export type PathField = Selector | null | undefined;

/** What every state has. */
export type Common = {
  name: string;
  language: QueryLanguage;
  /** Absent where the state ends its program. */
  next: string | undefined;
  inputPath: PathField;
  outputPath: PathField;
  assign: Template | undefined;
  /** JSONata's Output. */
  output: Template | undefined;
  /** Parameters or Arguments. */
  parameters: Template | undefined;
  resultSelector: Template | undefined;
  resultPath: ResultTarget;
  retry: readonly Retrier[];
  catchers: readonly Catcher[];
};

export type PassState = Common & { type: 'Pass'; result: Json | undefined };
export type SucceedState = Common & { type: 'Succeed' };
export type FailState = Common & { type: 'Fail'; error: Template | undefined; cause: Template | undefined };
export type WaitState = Common & {
  type: 'Wait';
  seconds: NumberField | undefined;
  timestamp: Template | undefined;
  /** Timestamp's expression or TimestampPath as written, for messages. */
  timestampText: string;
};
export type ChoiceRule = {
  condition: Condition | Template;
  text: string;
  next: string;
  assign: Template | undefined;
  output: Template | undefined;
};
export type ChoiceState = Common & { type: 'Choice'; rules: readonly ChoiceRule[]; fallback: string | undefined };
export type TaskState = Common & {
  type: 'Task';
  resource: Resource;
  timeout: NumberField | undefined;
  heartbeat: NumberField | undefined;
  credentials: Template | undefined;
};
export type ParallelState = Common & { type: 'Parallel'; branches: readonly Program[] };
export type MapState = Common & {
  type: 'Map';
  processor: Program;
  distributed: boolean;
  /** What a distributed Map's children run as; inline there are none. */
  executionType: 'STANDARD' | 'EXPRESS';
  label: string | undefined;
  /** ItemsPath. */
  itemsPath: PathField;
  itemsPathText: string | undefined;
  /** Items. */
  items: Template | undefined;
  /** The expression in Items, for messages. */
  itemsText: string | undefined;
  itemSelector: Template | undefined;
  maxConcurrency: NumberField | undefined;
  toleratedCount: NumberField | undefined;
  toleratedPercentage: NumberField | undefined;
  reader: ItemReader | undefined;
  batcher: ItemBatcher | undefined;
  writer: ResultWriter | undefined;
};

/** A state of any type. */
export type State = PassState | SucceedState | FailState | WaitState | ChoiceState | TaskState | ParallelState | MapState;

/** Where a distributed Map reads its items. */
export type ItemReader = {
  resource: Resource;
  parameters: Template | undefined;
  format: ReadFormat;
  /** Set where the object only lists the objects that hold the items. */
  manifest: 'S3_INVENTORY' | 'ATHENA_DATA' | undefined;
  /** Whether the objects of a list are read themselves (LOAD_AND_FLATTEN). */
  flatten: boolean;
  maxItems: NumberField | undefined;
};

/** How the content of an object is read. */
export type ReadFormat = {
  type: 'CSV' | 'JSON' | 'JSONL' | 'PARQUET';
  /** Given headers; otherwise the first row has them. */
  headers: readonly string[] | undefined;
  delimiter: string;
  /** The steps of ItemsPointer. */
  pointer: readonly string[] | undefined;
};
export type ItemBatcher = { input: Template | undefined; maxItems: NumberField | undefined; maxBytes: NumberField | undefined };

/** What becomes of a distributed Map's results. */
export type ResultWriter = {
  resource: Resource | undefined;
  parameters: Template | undefined;
  transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  lines: boolean;
};

/** How a task's resource is called, and how its events name it. */
export type Resource = {
  text: string;
  kind: 'lambda' | 'activity' | 'service';
  /** `lambda`, `aws-sdk:rds`, … */
  service: string;
  /** `invoke.waitForTaskToken`, … */
  action: string;
  waitsForToken: boolean;
  /** .sync, .sync:2 or .waitForTaskToken: the request is submitted first and answered later. */
  submits: boolean;
};

/** States with their start: a machine, a branch, or what a Map runs for each item. */
export type Program = { startAt: string; states: ReadonlyMap<string, State> };

/** A compiled machine; it may run any number of executions. */
export type Machine = {
  type: 'STANDARD' | 'EXPRESS';
  program: Program;
  timeoutSeconds: number | undefined;
  comment: string | undefined;
};
