import { NotInTwinError } from '../errors.ts';
import type { OperationModel, ServiceModel } from './model.ts';

/** What a REST route found: the operation and the values of its labels. */
export type Routed = { readonly operation: OperationModel; readonly labels: Record<string, string> };

type Segment = { readonly literal: string } | { readonly label: string; readonly isGreedy: boolean };
type Route = {
  readonly operation: OperationModel;
  readonly method: string;
  readonly segments: Segment[];
  readonly query: [string, string][];
  /** Query and header names that its required members are bound to. */
  readonly required: { readonly query: string[]; readonly headers: string[] };
};

/** What of a request decides its route. `bucket`: S3 was asked for one, so operations of the service itself are out. */
export type RouteRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly bucket?: string;
};

const routesByModel = new WeakMap<ServiceModel, Route[]>();
/** S3 names the operation in the query of some requests; it decides when it is there. */
const OPERATION_HINT = 'x-id';

/** Finds the operation of a REST request by method, path, fixed query and what it requires; the most specific route wins. */
export function route(model: ServiceModel, request: RouteRequest): Routed {
  let routes = routesByModel.get(model);
  if (!routes) {
    routes = model.operations().flatMap((operation) => (operation.http ? [compile(operation, operation.http)] : []));
    routes.sort((a, b) => specificity(b) - specificity(a));
    routesByModel.set(model, routes);
  }
  const hint = request.query.get(OPERATION_HINT);
  for (const candidate of routes) {
    if (hint !== null && candidate.operation.name !== hint) continue;
    if (!mayBe(candidate, request, model.client.service === 's3')) continue;
    const labels = match(candidate.segments, request.path);
    if (labels) return { operation: candidate.operation, labels };
  }
  throw new NotInTwinError(`the operation ${model.client.service}:${request.method} ${request.path}`);
}

function mayBe(candidate: Route, request: RouteRequest, isS3: boolean): boolean {
  const { operation, method, query, required } = candidate;
  if (method !== request.method) return false;
  if (isS3 && (request.bucket !== undefined) !== (operation.input.member('Bucket') !== undefined)) return false;
  return (
    query.every(([name, value]) => matches(request.query, name, value)) &&
    required.query.every((name) => request.query.has(name)) &&
    required.headers.every((name) => request.headers[name] !== undefined)
  );
}

function compile(operation: OperationModel, [method, template]: readonly [string, string, number]): Route {
  const [path = '', query = ''] = template.split('?');
  const segments = path
    .split('/')
    .slice(1)
    .map((segment): Segment => {
      const label = /^\{(\w+)(\+?)\}$/.exec(segment);
      return label ? { label: label[1] as string, isGreedy: label[2] === '+' } : { literal: segment };
    });
  const traits = operation.input.requiredMembers.map((member) => member.shape.traits);
  const required = {
    query: traits.flatMap((trait) => trait.httpQuery ?? []),
    headers: traits.flatMap((trait) => trait.httpHeader?.toLowerCase() ?? []),
  };
  return { operation, method, segments, query: [...new URLSearchParams(query)].filter(([name]) => name !== OPERATION_HINT), required };
}

/** Fixed query first, then what is required, then literal segments, then length. */
function specificity({ query, required, segments }: Route): number {
  const literals = segments.filter((segment) => 'literal' in segment && segment.literal !== '').length;
  return query.length * 1000 + (required.query.length + required.headers.length) * 100 + literals * 10 + segments.length;
}

const matches = (query: URLSearchParams, name: string, value: string): boolean =>
  value === '' ? query.has(name) : query.getAll(name).includes(value);

function match(segments: readonly Segment[], path: string): Record<string, string> | undefined {
  const parts = path.split('/').slice(1);
  const labels: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const part = parts[index];
    if (part === undefined) return undefined;
    if ('literal' in segment) {
      if (segment.literal !== part) return undefined;
      continue;
    }
    const rest = segment.isGreedy ? parts.slice(index).join('/') : part;
    if (rest === '') return undefined;
    labels[segment.label] = decodeURIComponent(rest);
    if (segment.isGreedy) return labels;
  }
  return parts.length > segments.length ? undefined : labels;
}
