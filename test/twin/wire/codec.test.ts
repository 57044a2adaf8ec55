import { describe, expect, it } from 'vitest';
import { CLIENTS } from '#twin/wire/clients.ts';
import { decode, encode } from '#twin/wire/codec.ts';
import { modelOf, type OperationModel } from '#twin/wire/model.ts';
import { requestHandlerOf } from '../services/sdk.ts';
import { sampleOf } from './sample.ts';

// biome-ignore lint/suspicious/noExplicitAny: commands are found by name; their types differ by client.
type AnyModule = Record<string, any>;

const CREDENTIALS = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
/** Operations a client, so that the largest do not take all the time; the first by name are as good as any. */
const MAX_OPERATIONS = 120;

describe.each(CLIENTS.map((client) => [client.package, client] as const))('the wire against %s', (_name, client) => {
  it('reads every request as it was given and writes every answer as it is read', async () => {
    const model = modelOf(client.service);
    const sdk = (await import(client.package)) as AnyModule;
    const exchange = exchangeWith(sdk, client.service);
    const operations = model.operations().filter((operation) => isPlain(operation) && sdk[`${operation.name}Command`]);
    const differences: string[] = [];

    for (const operation of operations.slice(0, MAX_OPERATIONS)) {
      const input = sampleOf(operation.input) as Record<string, unknown>;
      const output = sampleOf(operation.output) as Record<string, unknown>;
      const seen = await exchange(operation.name, input, output).catch((error: Error) => ({ input: error.message, output: undefined }));
      if (!same(seen.input, input)) differences.push(`${operation.name} input ${difference(seen.input, input)}`);
      else if (!same(seen.output, output)) differences.push(`${operation.name} output ${difference(seen.output, output)}`);
    }

    expect(operations.length).toBeGreaterThan(0);
    expect(differences).toEqual([]);
  });

  function exchangeWith(sdk: AnyModule, service: (typeof CLIENTS)[number]['service']) {
    const model = modelOf(service);
    return async (name: string, input: object, output: Record<string, unknown>) => {
      let decoded: unknown;
      const requestHandler = requestHandlerOf((request) => {
        decoded = decode(model, request).input;
        return encode(model, name, output, 'request-1');
      });
      const Client = Object.values(sdk).find(
        (value) => typeof value === 'function' && /[a-z0-9]Client$/i.test(value.name) && !value.name.startsWith('__'),
      );
      const sent = new Client({
        region: 'us-east-1',
        credentials: CREDENTIALS,
        requestHandler,
        maxAttempts: 1,
        useAccountIdEndpoint: false,
        accountIdEndpointMode: 'disabled',
        disableS3ExpressSessionAuth: true,
        md5: false,
      });
      const { $metadata: _metadata, ...answered } = await sent.send(new sdk[`${name}Command`](input));
      return { input: decoded, output: answered };
    };
  }
});

/** Event streams and streams of unknown length are no part of the wire. */
function isPlain(operation: OperationModel): boolean {
  return ![...operation.input.members, ...operation.output.members].some((member) => member.shape.isStreaming);
}

const canonical = (value: unknown): unknown => {
  if (value instanceof Date) return `date ${value.toISOString()}`;
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, canonical(item)]),
    );
  }
  return value;
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));

function difference(found: unknown, expected: unknown): string {
  const [a, b] = [canonical(found), canonical(expected)].map((value) => JSON.stringify(value) ?? 'undefined') as [string, string];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return `found …${a.slice(Math.max(0, at - 40), at + 60)}… expected …${b.slice(Math.max(0, at - 40), at + 60)}…`;
}
