/** One statement of a role: IAM actions and the resources they are for (ARNs or `*`), with conditions where AWS has a key. */
export type StatementRow = {
  actions: readonly string[];
  resources: readonly string[];
  conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Why an action or a resource holds a wildcard: a row that has one must say so, and no other row may. */
  reason?: string;
};

/** What the stack has to know of one Lambda file, beside its name. */
export type FunctionRow = {
  /** Folder and file without ending, e.g. `chaos/choose-victims`. */
  file: string;
  timeoutSeconds?: number;
  memoryMb?: number;
  /** Shared resources it may use: the stack turns each into least-privilege statements and the environment. */
  uses?: readonly ('ledger' | 'ledger-read' | 'evidence' | 'idempotency' | 'bus' | 'chat-secret')[];
  statements?: readonly StatementRow[];
  environment?: Readonly<Record<string, string>>;
};

/** What the stack has to know of one machine: the functions it invokes are found from its substitutions. */
export type MachineRow = {
  /** File name without ending, e.g. `scale-site`. */
  name: string;
  /** For direct SDK integrations. */
  statements?: readonly StatementRow[];
  timeoutSeconds?: number;
};

/** A rule: its pattern is `events/patterns/<name>.json`, deployed as it is. */
export type RuleRow = { name: string; description: string; function?: string; machine?: string };

/** A route of the HTTP API. `iam`: SigV4; `none`: the handler authenticates (Slack's signature). */
export type RouteRow = { method: 'GET' | 'POST' | 'DELETE'; path: string; function: string; auth: 'iam' | 'none' };
