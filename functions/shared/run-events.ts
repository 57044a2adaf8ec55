import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventBridge } from './clients/event-bridge.ts';
import { environmentOf } from './environment.ts';
import { TransientError } from './errors.ts';

const environment = environmentOf('busName');

/** Tells the bus that a run started or ended. An entry that the bus refuses is an error, as PutEvents itself does not throw then. */
export async function tellRun(detailType: 'Run Started' | 'Run Ended', detail: Record<string, unknown>): Promise<void> {
  const answer = await eventBridge.send(
    new PutEventsCommand({
      Entries: [{ EventBusName: environment().busName, Source: 'nines', DetailType: detailType, Detail: JSON.stringify(detail) }],
    }),
  );
  const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode);
  if (refused) throw new TransientError(`The bus refused "${detailType}": ${refused.ErrorCode} ${refused.ErrorMessage ?? ''}`);
}
