/** Every environment variable of the control plane's functions, under the name that the code uses. */
export const VARIABLES = {
  ledgerTable: 'NINES_LEDGER_TABLE',
  idempotencyTable: 'NINES_IDEMPOTENCY_TABLE',
  evidenceBucket: 'NINES_EVIDENCE_BUCKET',
  assetsBucket: 'NINES_ASSETS_BUCKET',
  /** JSON: where the node's archive and the static page lie among the CDK's assets, as `bucket/key`. */
  stock: 'NINES_STOCK',
  busName: 'NINES_BUS_NAME',
  machineArnPrefix: 'NINES_MACHINE_ARN_PREFIX',
  functionArnPrefix: 'NINES_FUNCTION_ARN_PREFIX',
  schedulerRoleArn: 'NINES_SCHEDULER_ROLE_ARN',
  scheduleGroup: 'NINES_SCHEDULE_GROUP',
  scheduleDlqArn: 'NINES_SCHEDULE_DLQ_ARN',
  layerRoleArn: 'NINES_LAYER_ROLE_ARN',
  chatSecretId: 'NINES_CHAT_SECRET_ID',
  /** JSON: a URL for each template of domain/glossary.ts. */
  templateUrls: 'NINES_TEMPLATE_URLS',
} as const;

export type VariableName = keyof typeof VARIABLES;

/** A function was deployed without what it needs; the message names every missing variable at once. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(`These environment variables are missing or empty: ${missing.join(', ')}.`);
    this.missing = missing;
  }
}

/**
 * The one reader of the environment. It answers a function that reads at its first call, not when the module loads, so
 * that a missing variable is an error of an invocation, with a name that the machine's Catch knows.
 */
export function environmentOf<Name extends VariableName>(...names: readonly Name[]): () => Readonly<Record<Name, string>> {
  let values: Readonly<Record<Name, string>> | undefined;
  return () => {
    values ??= readAll(names);
    return values;
  };
}

function readAll<Name extends VariableName>(names: readonly Name[]): Readonly<Record<Name, string>> {
  const missing = names.map((name) => VARIABLES[name]).filter((variable) => !process.env[variable]);
  if (missing.length > 0) throw new EnvironmentError(missing);
  return Object.fromEntries(names.map((name) => [name, process.env[VARIABLES[name]]])) as Record<Name, string>;
}
