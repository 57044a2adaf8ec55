import { AwsError } from '../errors.ts';
import type { Shape, TimestampFormat } from './shape.ts';

/** A scalar as text, for query strings, headers, paths and XML. */
export function toText(shape: Shape, value: unknown, timestamps: TimestampFormat): string {
  if (value instanceof Date) return String(timestampOut(value, shape.timestampFormat ?? timestamps));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return String(value);
}

/** Text as the scalar that its shape says; refused as AWS refuses what cannot be read. */
export function fromText(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case 'number':
      return numberFrom(text);
    case 'bigint':
      return BigInt(text);
    case 'boolean':
      return text === 'true';
    case 'timestamp':
      return timestampIn(text);
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'));
    default:
      return text;
  }
}

/** A timestamp in any of the three formats: AWS accepts each where it sends one. */
export function timestampIn(value: string | number): Date {
  const seconds = typeof value === 'number' ? value : Number(value);
  const date = Number.isFinite(seconds) ? new Date(Math.round(seconds * 1000)) : new Date(String(value));
  if (Number.isNaN(date.getTime())) throw new AwsError('SerializationException', `${value} is not a timestamp`);
  return date;
}

export function timestampOut(date: Date, format: TimestampFormat): string | number {
  switch (format) {
    case 'date-time':
      return date.toISOString().replace('.000Z', 'Z');
    case 'http-date':
      return date.toUTCString();
    case 'epoch-seconds':
      return date.getTime() / 1000;
    default:
      return format satisfies never;
  }
}

function numberFrom(text: string): number {
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new AwsError('SerializationException', `${text} is not a number`);
  return value;
}
