import { NotInTwinError } from '../../errors.ts';

export type AuthorizationType = 'NONE' | 'AWS_IAM';

export type Integration = { readonly id: string; uri: string };

/** A route; `segments` is its path cut at the slashes. */
export type Route = {
  readonly id: string;
  key: string;
  method: string;
  path: string;
  segments: readonly string[];
  integrationId: string;
  authorization: AuthorizationType;
};

/** One HTTP API. */
export type HttpApi = {
  readonly id: string;
  name: string;
  readonly host: string;
  readonly createdMs: number;
  tags: Record<string, string>;
  readonly stages: Set<string>;
  readonly routes: Map<string, Route>;
  readonly integrations: Map<string, Integration>;
};

export type MatchedRoute = { readonly route: Route; readonly pathParameters: Record<string, string> };

const DEFAULT_KEY = '$default';

/** Reads `GET /sites/{site}`, `ANY /x/{proxy+}` or `$default`. */
export function parseRouteKey(key: string): Pick<Route, 'key' | 'method' | 'path' | 'segments'> {
  if (key === DEFAULT_KEY) return { key, method: 'ANY', path: DEFAULT_KEY, segments: [] };
  const [method, path] = key.split(' ');
  if (!method || !path?.startsWith('/')) throw new NotInTwinError(`the route key ${key}`);
  return { key, method, path, segments: path.split('/').slice(1) };
}

/** The most specific route: literal before variable, a method before ANY, greedy variables and `$default` last. */
export function matchRoute(api: HttpApi, method: string, path: string): MatchedRoute | undefined {
  const segments = path.split('/').slice(1);
  let best: (MatchedRoute & { score: string }) | undefined;
  for (const route of api.routes.values()) {
    if (route.method !== 'ANY' && route.method !== method) continue;
    const found = route.key === DEFAULT_KEY ? { pathParameters: {}, score: '' } : matchSegments(route.segments, segments);
    if (!found) continue;
    const score = found.score + (route.method === 'ANY' ? '0' : '1');
    if (best === undefined || score > best.score) best = { route, pathParameters: found.pathParameters, score };
  }
  return best;
}

/** A segment scores 3 as a literal, 2 as a variable, 1 as a greedy one: compared from the left. */
function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): { pathParameters: Record<string, string>; score: string } | undefined {
  const pathParameters: Record<string, string> = {};
  let score = '';
  for (const [index, part] of pattern.entries()) {
    const greedy = /^\{(.+)\+\}$/.exec(part)?.[1];
    if (greedy !== undefined) {
      if (segments.length <= index) return undefined;
      pathParameters[greedy] = segments.slice(index).map(decodeURIComponent).join('/');
      return { pathParameters, score: `${score}1` };
    }
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const variable = /^\{(.+)\}$/.exec(part)?.[1];
    if (variable === undefined && segment !== part) return undefined;
    if (variable !== undefined && segment === '') return undefined;
    if (variable !== undefined) pathParameters[variable] = decodeURIComponent(segment);
    score += variable === undefined ? '3' : '2';
  }
  return segments.length === pattern.length ? { pathParameters, score } : undefined;
}
