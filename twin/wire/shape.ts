import { NormalizedSchema } from '@smithy/core/schema';

export const SHAPE_KINDS = [
  'structure',
  'list',
  'map',
  'string',
  'boolean',
  'number',
  'bigint',
  'blob',
  'timestamp',
  'document',
  'unit',
] as const;
export type ShapeKind = (typeof SHAPE_KINDS)[number];
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** The traits of the service model that a protocol reads. */
export type ShapeTraits = {
  readonly xmlName?: string;
  readonly xmlFlattened?: unknown;
  readonly xmlAttribute?: unknown;
  readonly xmlNamespace?: string | readonly [string, string];
  readonly ec2QueryName?: string;
  readonly jsonName?: string;
  readonly httpHeader?: string;
  readonly httpQuery?: string;
  readonly httpQueryParams?: unknown;
  readonly httpPrefixHeaders?: string;
  readonly httpLabel?: unknown;
  readonly httpPayload?: unknown;
  readonly httpResponseCode?: unknown;
  readonly streaming?: unknown;
  readonly mediaType?: string;
};

export type Member = { readonly name: string; readonly shape: Shape };

/** Members of one structure, shared by every place that refers to it; the schema's array is the key. */
const membersBySchema = new WeakMap<object, readonly Member[]>();

/** A node of an operation's schema, compiled once from the SDK's own and read by every protocol; members are made when asked for. */
export class Shape {
  readonly kind: ShapeKind;
  readonly name: string;
  readonly traits: ShapeTraits;
  readonly isUnion: boolean;
  readonly isStreaming: boolean;
  /** The format that the model fixes for this member; protocols have their own defaults. */
  readonly timestampFormat: TimestampFormat | undefined;
  readonly #schema: NormalizedSchema;
  #item: Shape | undefined;
  #key: Shape | undefined;
  #byName: Map<string, Member> | undefined;

  constructor(schema: NormalizedSchema) {
    this.#schema = schema;
    this.kind = kindOf(schema);
    this.name = schema.getName() ?? '';
    this.traits = schema.getMergedTraits() as ShapeTraits;
    this.isUnion = this.kind === 'structure' && schema.isUnionSchema();
    this.isStreaming = schema.isStreaming();
    this.timestampFormat = this.kind === 'timestamp' ? TIMESTAMP_FORMATS[schema.getSchema() as number] : undefined;
  }

  static of(reference: unknown): Shape {
    return new Shape(NormalizedSchema.of(reference as Parameters<typeof NormalizedSchema.of>[0]));
  }

  get members(): readonly Member[] {
    if (this.kind !== 'structure') return [];
    const key = this.#schema.getSchema() as unknown as object;
    let members = membersBySchema.get(key);
    if (!members) {
      members = [...this.#schema.structIterator()].map(([name, schema]) => ({ name, shape: new Shape(schema) }));
      membersBySchema.set(key, members);
    }
    return members;
  }

  /** Members that must be given; the SDK lists them first. */
  get requiredMembers(): readonly Member[] {
    const count = (this.#schema.getSchema() as unknown as readonly unknown[])[REQUIRED_COUNT];
    return this.members.slice(0, typeof count === 'number' ? count : 0);
  }

  member(name: string): Member | undefined {
    this.#byName ??= new Map(this.members.map((member) => [member.name, member]));
    return this.#byName.get(name);
  }

  /** The item of a list or the value of a map. */
  get item(): Shape {
    this.#item ??= new Shape(this.#schema.getValueSchema());
    return this.#item;
  }

  get key(): Shape {
    this.#key ??= new Shape(this.#schema.getKeySchema());
    return this.#key;
  }
}

/** Where a structure's schema says how many of its members are required. */
const REQUIRED_COUNT = 6;

/** The SDK's numbers for timestamps; 4 leaves the format to the protocol. */
const TIMESTAMP_FORMATS: Readonly<Record<number, TimestampFormat>> = { 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' };

function kindOf(schema: NormalizedSchema): ShapeKind {
  if (schema.isUnitSchema()) return 'unit';
  if (schema.isStructSchema()) return 'structure';
  if (schema.isListSchema()) return 'list';
  if (schema.isMapSchema()) return 'map';
  if (schema.isTimestampSchema()) return 'timestamp';
  if (schema.isBlobSchema()) return 'blob';
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isNumericSchema() || schema.isBigDecimalSchema()) return 'number';
  if (schema.isBigIntegerSchema()) return 'bigint';
  if (schema.isDocumentSchema()) return 'document';
  return 'string';
}
