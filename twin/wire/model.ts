import { createRequire } from 'node:module';
import type { ServiceName } from '../cloud.ts';
import { NotInTwinError } from '../errors.ts';
import { CLIENTS, type ClientRow } from './clients.ts';
import { Shape } from './shape.ts';

export type OperationModel = {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** REST protocols: method, URI template, status of success. */
  readonly http: readonly [string, string, number] | undefined;
};

export type ErrorModel = {
  readonly name: string;
  readonly code: string;
  /** The status that the model fixes; S3 leaves it to the service. */
  readonly status: number | undefined;
  readonly isSender: boolean;
  readonly shape: Shape;
};

/** A service as its client's schemas describe it. */
export type ServiceModel = {
  readonly client: ClientRow;
  /** Prefix of error types in JSON answers. */
  readonly namespace: string;
  operation(name: string): OperationModel;
  readonly operations: () => readonly OperationModel[];
  error(nameOrCode: string): ErrorModel | undefined;
};

const OPERATION = 9;
const ERROR = -3;
type StaticSchema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];

/**
 * The schemas are loaded as CommonJS, at once: an awaited import would be work of the host's that virtual time cannot see.
 */
const require = createRequire(import.meta.url);
const loaded = new Map<string, ServiceModel>();

/** The model of a service, by its name in IAM; its client is loaded the first time. */
export function modelOf(service: ServiceName): ServiceModel {
  const client = CLIENTS.find((row) => row.service === service);
  if (!client) throw new NotInTwinError(`the wire protocol of ${service}`);
  return load(client);
}

/** The model of a service, by the name in a request's credential scope. */
export function modelBySigningName(signingName: string): ServiceModel {
  const client = CLIENTS.find((row) => row.signingName === signingName);
  if (!client) throw new NotInTwinError(`the service ${signingName}`);
  return load(client);
}

/** The input's shape of an operation, or undefined for a service whose client the wire does not know. */
export function inputShape(service: ServiceName, operation: string): Shape | undefined {
  return CLIENTS.some((row) => row.service === service) ? modelOf(service).operation(operation).input : undefined;
}

function load(client: ClientRow): ServiceModel {
  const known = loaded.get(client.package);
  if (known) return known;
  const schemas = Object.values(require(client.package) as Record<string, unknown>).filter(isStaticSchema);
  const model = new LoadedModel(client, schemas);
  loaded.set(client.package, model);
  return model;
}

class LoadedModel implements ServiceModel {
  readonly client: ClientRow;
  readonly namespace: string;
  readonly #schemas = new Map<string, StaticSchema>();
  readonly #errorSchemas: readonly StaticSchema[];
  readonly #operations = new Map<string, OperationModel>();
  #errors: Map<string, ErrorModel> | undefined;

  constructor(client: ClientRow, schemas: readonly StaticSchema[]) {
    this.client = client;
    for (const schema of schemas) if (schema[0] === OPERATION) this.#schemas.set(schema[2], schema);
    this.#errorSchemas = schemas.filter((schema) => schema[0] === ERROR);
    this.namespace = this.#schemas.values().next().value?.[1] ?? '';
  }

  operation(name: string): OperationModel {
    const known = this.#operations.get(name);
    if (known) return known;
    const schema = this.#schemas.get(name);
    if (!schema) throw new NotInTwinError(`the operation ${this.client.service}:${name}`);
    const traits = (typeof schema[3] === 'object' ? schema[3] : {}) as { http?: readonly [string, string, number] };
    const made: OperationModel = { name, input: Shape.of(schema[4]), output: Shape.of(schema[5]), http: traits.http };
    this.#operations.set(name, made);
    return made;
  }

  operations(): readonly OperationModel[] {
    return [...this.#schemas.keys()].map((name) => this.operation(name));
  }

  error(nameOrCode: string): ErrorModel | undefined {
    if (!this.#errors) {
      const models = this.#errorSchemas.map(errorModel);
      // A name wins over another error's code.
      this.#errors = new Map([
        ...models.map((model) => [model.code, model] as const),
        ...models.map((model) => [model.name, model] as const),
      ]);
    }
    return this.#errors.get(nameOrCode);
  }
}

function errorModel(schema: StaticSchema): ErrorModel {
  const traits = schema[3] as { awsQueryError?: readonly [string, number]; error?: string; httpError?: number };
  return {
    name: schema[2],
    code: traits.awsQueryError?.[0] ?? schema[2],
    status: traits.httpError ?? traits.awsQueryError?.[1],
    isSender: traits.error !== 'server',
    shape: Shape.of(schema),
  };
}

function isStaticSchema(value: unknown): value is StaticSchema {
  return Array.isArray(value) && (value[0] === OPERATION || value[0] === ERROR) && typeof value[2] === 'string';
}
