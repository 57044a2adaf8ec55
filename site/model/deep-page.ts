import type { HttpResponse } from '#twin/network/network.ts';
import type { DataClient } from './data-client.ts';
import type { SharedFiles } from './shared-files.ts';

/** What the deep page needs of its node. */
export type DeepPageNode = {
  node: string;
  zone: string;
  database: DataClient | undefined;
  cache: DataClient | undefined;
  files: SharedFiles | undefined;
};

const json = (status: number, body: object): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** `/nines/health?sequence=N`: writes the numbered row, reads it back, names the writer, asks the cache, looks for the shared files. 504 while the database is away. */
export function answerHealth({ node, zone, database, cache, files }: DeepPageNode, sequence: number): HttpResponse {
  const facts = { node, zone, sequence, cache: askCache(cache, node), files: askFiles(files), milliseconds: 0 };
  if (!database) return json(200, { ...facts, database: 'absent' });
  try {
    database.run({ kind: 'write-row', sequence });
  } catch (error) {
    return json(504, { ...facts, database: 'no write', read: database.can({ kind: 'read-row', sequence }), why: messageOf(error) });
  }
  try {
    database.run({ kind: 'read-row', sequence });
    const { serverId, zone: writerZone } = database.run({ kind: 'who-writes' });
    return json(200, { ...facts, database: 'ok', writer: serverId, writerZone });
  } catch (error) {
    return json(504, { ...facts, database: 'no read', why: messageOf(error) });
  }
}

/** `/nines/rows?from=&to=`: which numbers are there, so that an RPO can be read back. */
export function answerRows({ database }: DeepPageNode, from: number, to: number): HttpResponse {
  try {
    return json(200, { sequences: database?.run({ kind: 'read-rows', from, to }).rows ?? [] });
  } catch (error) {
    return json(504, { why: messageOf(error) });
  }
}

/** A site without its cache is slower, not down: the answer is told and changes no status. */
function askCache(cache: DataClient | undefined, node: string): 'ok' | 'absent' | 'error' {
  if (!cache) return 'absent';
  try {
    cache.run({ kind: 'cache-set', key: `nines/${node}`, value: node });
    return cache.run({ kind: 'cache-get', key: `nines/${node}` }).value === node ? 'ok' : 'error';
  } catch {
    return 'error';
  }
}

const askFiles = (files: SharedFiles | undefined) => (files ? (files.isMounted() ? 'ok' : 'error') : 'absent');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
