import type dns from 'node:dns';
import { facade } from './facade.ts';
import type { WorldHost } from './host.ts';

type Callback = (error: Error | null, ...answer: unknown[]) => void;
type LookupOptions = { all?: boolean };

/** `node:dns` of a world: names resolve inside the twin, with the TTLs that were set there. */
export function dnsModule(host: WorldHost, real: typeof dns): Record<string, unknown> {
  const lookup = async (name: string, options: LookupOptions | number = {}): Promise<unknown> => {
    const all = host.cloud.network.resolve(name).addresses.map((address) => ({ address, family: 4 }));
    return typeof options === 'object' && options.all ? all : all[0];
  };
  const resolve4 = async (name: string, options: { ttl?: boolean } = {}): Promise<unknown[]> => {
    const { addresses, ttlSeconds } = host.cloud.network.resolve(name);
    return options.ttl ? addresses.map((address) => ({ address, ttl: ttlSeconds })) : [...addresses];
  };
  const withCallback =
    (ask: (name: string, options?: never) => Promise<unknown>, spread: boolean) =>
    (name: string, ...rest: unknown[]): void => {
      const done = rest.at(-1) as Callback;
      const answered = (found: unknown): void => {
        const { address, family } = found as { address: string; family: number };
        if (spread && !Array.isArray(found)) done(null, address, family);
        else done(null, found);
      };
      ask(name, (rest.length > 1 ? rest[0] : undefined) as never).then(answered, (error: Error) => done(error));
    };
  return facade('dns', real, {
    lookup: withCallback(lookup, true),
    resolve4: withCallback(resolve4, false),
    promises: facade('dns.promises', real.promises, { lookup, resolve4 }),
  });
}
