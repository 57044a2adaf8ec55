import type { Shape } from '#twin/wire/shape.ts';

/** Structures nest in themselves: below this depth members are left out. */
const MAX_DEPTH = 4;

/** A value with every member of a shape given, so that a codec which forgets one is caught. */
export function sampleOf(shape: Shape, name = 'value', depth = 0): unknown {
  switch (shape.kind) {
    case 'structure':
      return sampleStructure(shape, depth);
    case 'list': {
      const item = sampleOf(shape.item, name, depth + 1);
      return item === undefined || isEmpty(item) ? [] : [item, item];
    }
    case 'map': {
      const item = sampleOf(shape.item, name, depth + 1);
      return item === undefined ? {} : { alpha: item, beta: item };
    }
    case 'boolean':
      return true;
    case 'number':
      return 42;
    case 'bigint':
      return 42n;
    case 'timestamp':
      return new Date('2018-02-09T12:00:01Z');
    case 'blob':
      return new Uint8Array([1, 2, 250]);
    case 'unit':
      return {};
    case 'document':
      return { any: ['json', 1] };
    case 'string':
      return shape.traits.mediaType === 'application/json' ? '{"a":1}' : `${name} <&> "ä"`;
    default:
      return shape.kind satisfies never;
  }
}

/** Members that the clients replace, sign with or hash before they send them. */
const REWRITTEN = /^(EndpointId|Expires(String)?|.*SSECustomerKey(MD5)?)$/;

function sampleStructure(shape: Shape, depth: number): Record<string, unknown> | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const members = shape.isUnion ? shape.members.slice(0, 1) : shape.members;
  const sample: Record<string, unknown> = {};
  for (const member of members) {
    if (REWRITTEN.test(member.name)) continue;
    const value = bound(member.shape, member.name) ?? sampleOf(member.shape, member.name, depth + 1);
    if (value !== undefined && !isEmpty(value)) sample[member.name] = value;
  }
  return sample;
}

/** Headers hold plain text, and a label must not look like an ARN or a path. */
function bound(shape: Shape, name: string): unknown {
  const { httpHeader, httpLabel, httpResponseCode, httpQuery, httpPrefixHeaders } = shape.traits;
  if (httpResponseCode !== undefined) return 200;
  if (httpPrefixHeaders !== undefined) return { one: 'first' };
  if (httpLabel !== undefined && shape.kind === 'string') return name === 'Bucket' ? 'bucket' : 'label';
  if (name === 'ChecksumAlgorithm' && httpHeader !== undefined) return 'CRC32';
  if ((httpHeader !== undefined || httpQuery !== undefined) && shape.kind === 'string') return 'plain';
  if (name === 'QueueUrl') return 'https://sqs.us-east-1.amazonaws.com/123456789012/queue';
  return undefined;
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && Object.keys(value).length === 0;
