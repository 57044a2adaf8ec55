import type { RedirectActionConfig } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HttpResponse } from '../../network/network.ts';

/** Where a redirect action sends a request: what it does not name stays as the visitor asked for it (ELB API, RedirectActionConfig). */
export function redirected(config: RedirectActionConfig | undefined, url: URL, port: number): HttpResponse {
  const { StatusCode, Protocol = '#{protocol}', Host = '#{host}', Port = '#{port}', Path = '/#{path}', Query = '#{query}' } = config ?? {};
  const parts: Readonly<Record<string, string>> = {
    '#{protocol}': url.protocol.slice(0, -1),
    '#{host}': url.hostname,
    '#{port}': String(port),
    '#{path}': url.pathname.slice(1),
    '#{query}': url.search.slice(1),
  };
  const fill = (text: string): string => text.replace(/#\{\w+\}/g, (name) => parts[name] ?? '');
  const query = fill(Query);
  const location = `${fill(Protocol).toLowerCase()}://${fill(Host)}:${fill(Port)}${fill(Path)}${query === '' ? '' : `?${query}`}`;
  return { status: StatusCode === 'HTTP_301' ? 301 : 302, headers: { location }, body: '' };
}
