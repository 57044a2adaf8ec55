import { NotInTwinError } from '../errors.ts';
import { fromJson, toJson } from './json.ts';
import type { Decoded, WireRequest, WireResponse } from './message.ts';
import type { OperationModel, ServiceModel } from './model.ts';
import { route } from './route.ts';
import { fromText, toText } from './scalar.ts';
import type { Member, Shape } from './shape.ts';
import { fromXml, parseXml } from './xml-read.ts';
import { elementXml, membersToXml } from './xml-write.ts';

const REST_JSON = { useJsonName: true };

/** A request of a REST protocol after addressing: S3 takes its bucket out of the host or the path first. */
export type RestRequest = { readonly path: string; readonly query: URLSearchParams; readonly bucket?: string };

/** Decodes restJson and restXml: labels, query, headers and body, each where the model binds it. */
export function decodeRest(model: ServiceModel, request: WireRequest, address: RestRequest): Decoded {
  const { operation, labels } = route(model, { ...address, method: request.method, headers: request.headers });
  const name = `${model.client.service}:${operation.name}`;
  const input: Record<string, unknown> = {};
  if (address.bucket !== undefined && operation.input.member('Bucket')) input.Bucket = address.bucket;
  for (const { name: key, shape } of operation.input.members) {
    const value = boundValue(shape, labels[key], request, address.query);
    if (value !== undefined) input[key] = value;
  }
  refuseUnknownQuery(operation, address.query, name);
  Object.assign(input, decodeBody(model, operation, request, name));
  return { operation: operation.name, input };
}

function boundValue(shape: Shape, label: string | undefined, request: WireRequest, query: URLSearchParams): unknown {
  const { httpHeader, httpQuery, httpQueryParams, httpPrefixHeaders } = shape.traits;
  if (label !== undefined) return fromText(shape, label);
  if (httpQuery !== undefined && query.has(httpQuery)) {
    return shape.kind === 'list'
      ? query.getAll(httpQuery).map((text) => fromText(shape.item, text))
      : fromText(shape, query.get(httpQuery) ?? '');
  }
  if (httpQueryParams) return Object.fromEntries(query);
  if (httpHeader !== undefined) {
    const text = request.headers[httpHeader.toLowerCase()];
    if (text === undefined) return undefined;
    return shape.kind === 'list' ? headerItems(text).map((item) => fromText(shape.item, item)) : fromText(shape, text);
  }
  if (httpPrefixHeaders !== undefined) return prefixed(httpPrefixHeaders, request.headers);
  return undefined;
}

/** Items of a header's list: parted by commas, quoted when they hold one. */
const HEADER_ITEM = /\s*(?:"((?:[^"\\]|\\.)*)"|([^,]+?))\s*(?:,|$)/g;

const headerItems = (text: string): string[] =>
  [...text.matchAll(HEADER_ITEM)].map(([, quoted, plain]) => (quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1')));

function prefixed(prefix: string, headers: Readonly<Record<string, string>>): Record<string, string> | undefined {
  const lower = prefix.toLowerCase();
  const found = Object.entries(headers).filter(([name]) => name.startsWith(lower));
  return found.length > 0 ? Object.fromEntries(found.map(([name, value]) => [name.slice(lower.length), value])) : undefined;
}

/** Signatures in the query and the hint of the operation's name are no parameters. */
const QUERY_OF_THE_PROTOCOL = /^(X-Amz-.+|x-id)$/;

function refuseUnknownQuery(operation: OperationModel, query: URLSearchParams, name: string): void {
  if (operation.input.members.some((member) => member.shape.traits.httpQueryParams)) return;
  const fixed = new URLSearchParams(operation.http?.[1].split('?')[1] ?? '');
  const known = new Set(operation.input.members.map((member) => member.shape.traits.httpQuery));
  const unknown = [...query.keys()].find((key) => !fixed.has(key) && !known.has(key) && !QUERY_OF_THE_PROTOCOL.test(key));
  if (unknown !== undefined) throw new NotInTwinError(`the parameter ${name}.${unknown}`);
}

function decodeBody(model: ServiceModel, operation: OperationModel, request: WireRequest, path: string): Record<string, unknown> {
  const isXml = model.client.protocol === 'restXml';
  const payload = operation.input.members.find((member) => member.shape.traits.httpPayload);
  if (payload) return payloadIn(payload, request, isXml, path);
  if (request.body.byteLength === 0) return {};
  const text = Buffer.from(request.body).toString('utf8');
  return (
    isXml ? fromXml(operation.input, [parseXml(text)], path) : fromJson(operation.input, JSON.parse(text), REST_JSON, path)
  ) as Record<string, unknown>;
}

function payloadIn({ name, shape }: Member, request: WireRequest, isXml: boolean, path: string): Record<string, unknown> {
  if (shape.kind === 'blob') return { [name]: request.body };
  const text = Buffer.from(request.body).toString('utf8');
  if (text === '') return {};
  if (shape.kind === 'string') return { [name]: text };
  return {
    [name]: isXml ? fromXml(shape, [parseXml(text)], `${path}.${name}`) : fromJson(shape, JSON.parse(text), REST_JSON, `${path}.${name}`),
  };
}

const isBound = ({ traits }: Shape): boolean =>
  traits.httpHeader !== undefined ||
  traits.httpPrefixHeaders !== undefined ||
  traits.httpResponseCode !== undefined ||
  traits.httpPayload !== undefined;

/** Encodes an output of a REST protocol. */
export function encodeRest(model: ServiceModel, operation: OperationModel, output: Record<string, unknown>): WireResponse {
  const isXml = model.client.protocol === 'restXml';
  const path = `${model.client.service}:${operation.name}`;
  const headers: Record<string, string> = { 'content-type': isXml ? 'application/xml' : 'application/json' };
  let status = operation.http?.[2] ?? 200;
  let payload: Member | undefined;
  for (const member of operation.output.members) {
    const { traits } = member.shape;
    if (traits.httpPayload !== undefined) payload = member;
    const value = output[member.name];
    if (value === undefined || value === null) continue;
    if (traits.httpResponseCode !== undefined) status = value as number;
    else if (traits.httpHeader !== undefined) headers[traits.httpHeader.toLowerCase()] = headerText(member.shape, value);
    else if (traits.httpPrefixHeaders !== undefined) {
      for (const [key, text] of Object.entries(value)) headers[`${traits.httpPrefixHeaders}${key}`.toLowerCase()] = String(text);
    }
  }
  if (payload) return { status, headers, body: payloadOut(payload, output[payload.name], isXml, path) };
  return {
    status,
    headers,
    body: isXml ? documentOut(model, operation, output, path) : JSON.stringify(unboundJson(operation, output, path)),
  };
}

const headerText = (shape: Shape, value: unknown): string =>
  Array.isArray(value) ? value.map((item) => toText(shape.item, item, 'http-date')).join(', ') : toText(shape, value, 'http-date');

function payloadOut({ name, shape }: Member, value: unknown, isXml: boolean, path: string): string | Uint8Array {
  if (value === undefined || value === null) return '';
  if (value instanceof Uint8Array || typeof value === 'string') return value;
  return isXml
    ? elementXml(shape.traits.xmlName ?? shape.name, shape, value, `${path}.${name}`)
    : JSON.stringify(toJson(shape, value, REST_JSON, path));
}

function documentOut(model: ServiceModel, operation: OperationModel, output: Record<string, unknown>, path: string): string {
  const { members, name, traits } = operation.output;
  if (members.every((member) => isBound(member.shape))) return '';
  const tag = traits.xmlName ?? name;
  return `<?xml version="1.0" encoding="UTF-8"?><${tag} xmlns="${model.client.xmlNamespace}">${membersToXml(operation.output, output, path, isBound)}</${tag}>`;
}

function unboundJson(operation: OperationModel, output: Record<string, unknown>, path: string): unknown {
  const unbound = Object.entries(output).filter(([name]) => {
    const member = operation.output.member(name);
    return !member || !isBound(member.shape);
  });
  return toJson(operation.output, Object.fromEntries(unbound), REST_JSON, path);
}
