import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SiteSpec } from '#domain/site-spec.ts';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { readRow } from './read-row.ts';
import { KEYS, ledgerTable } from './table.ts';

/** A site that we run: what it is to be, and what its layers answered. `provisioning` until it has served once. */
export type SiteRow = {
  site: string;
  state: 'provisioning' | 'registered';
  spec: SiteSpec;
  /** The outputs of all layers in one object, `{VpcId, …}`. */
  outputs: Record<string, string>;
  changedAt: string;
};

export async function putSite(row: SiteRow): Promise<void> {
  await ledgerDocument.send(new PutCommand({ TableName: ledgerTable(), Item: { ...KEYS.site(row.site), ...row } }));
}

export async function readSite(site: string): Promise<SiteRow | undefined> {
  return readRow<SiteRow>(KEYS.site(site));
}

/** Forgets a site that was taken down; its runs stay. */
export async function removeSite(site: string): Promise<void> {
  await ledgerDocument.send(new DeleteCommand({ TableName: ledgerTable(), Key: KEYS.site(site) }));
}
