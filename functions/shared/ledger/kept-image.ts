import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { KeptImage } from '#domain/refresh-image.ts';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { readRow } from './read-row.ts';
import { KEYS, ledgerTable } from './table.ts';

/** The image of a site's last refresh, and which run brought it. */
export type KeptImageRow = KeptImage & { runId: string; at: string };

export async function keepImage(site: string, row: KeptImageRow): Promise<void> {
  await ledgerDocument.send(new PutCommand({ TableName: ledgerTable(), Item: { ...KEYS.image(site), ...row } }));
}

export async function readKeptImage(site: string): Promise<KeptImageRow | undefined> {
  return readRow<KeptImageRow>(KEYS.image(site));
}

/** Forgets the image of a site that was taken down. */
export async function forgetImage(site: string): Promise<void> {
  await ledgerDocument.send(new DeleteCommand({ TableName: ledgerTable(), Key: KEYS.image(site) }));
}
