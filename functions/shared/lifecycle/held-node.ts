import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Transition } from '#domain/hook-result.ts';
import { ledgerDocument } from '../clients/ledger-document.ts';
import { readRow } from '../ledger/read-row.ts';
import { expiryOf, ledgerTable } from '../ledger/table.ts';

/** A node that its group holds at a hook until our command on it has ended. */
export type HeldNode = { site: string; instanceId: string; group: string; hook: string; token: string; transition: Transition };

/** A hook holds a node for 100 heartbeats or 48 hours at most (A4). */
const KEPT_SECONDS = 2 * 24 * 3_600;

const keyOf = (commandId: string) => ({ pk: `COMMAND#${commandId}`, sk: 'HOOK' });

/** Remembers who is held under the command that decides about it. */
export async function rememberHeld(commandId: string, held: HeldNode, nowMs: number): Promise<void> {
  await ledgerDocument.send(
    new PutCommand({ TableName: ledgerTable(), Item: { ...keyOf(commandId), ...held, expiresAt: expiryOf(nowMs, KEPT_SECONDS) } }),
  );
}

/** The node that is held for a command; undefined: the command is none of ours, or it was settled. */
export async function readHeld(commandId: string): Promise<HeldNode | undefined> {
  return readRow<HeldNode>(keyOf(commandId));
}

export async function forgetHeld(commandId: string): Promise<void> {
  await ledgerDocument.send(new DeleteCommand({ TableName: ledgerTable(), Key: keyOf(commandId) }));
}
