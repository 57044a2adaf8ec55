import * as z from 'zod';
import { runSchema } from '#events/run.ts';
import { isNamed, TransientError } from '../shared/errors.ts';
import { sendNodeCommand } from '../shared/lifecycle/send-node-command.ts';
import { logger } from '../shared/logger.ts';
import { handlerOf } from '../shared/middleware.ts';
import { assertNotAborted } from '../shared/runs/standing.ts';

const prepareBuilderSchema = z.strictObject({ run: runSchema, instanceId: z.string().min(1) });

/** The agent is heard about half a minute after the launch (E2, E3): so long the command is offered again here. */
const OFFERS = 15;
const OFFER_EVERY_MS = 5_000;
/** The bootstrap with its packages, and the check's own wait of 300 s after it. */
const PREPARE_SECONDS = 900;
/** The same check that admits a node; then what is this node's own goes, so that every node of the image makes its own. */
const SCRIPT = [
  `for _ in $(seq ${PREPARE_SECONDS / 2}); do [ -x /opt/nines/check-node ] && break; sleep 1; done`,
  '/opt/nines/check-node && /opt/nines/prepare-image',
].join('\n');

/**
 * Has the builder of an image prove itself as every node does, and then take away what is its own. Called by refresh-site,
 * which waits for the command.
 */
async function prepareBuilder({ run, instanceId }: z.output<typeof prepareBuilderSchema>) {
  logger.appendKeys({ runId: run.runId, kind: run.kind, site: run.site });
  await assertNotAborted(run.runId);
  for (let offer = 1; ; offer++) {
    try {
      const comment = `Nines: ${instanceId} becomes an image of ${run.site}`;
      return { commandId: await sendNodeCommand({ instanceId, script: SCRIPT, timeoutSeconds: PREPARE_SECONDS, comment }) };
    } catch (error) {
      if (!isNamed(error, 'InvalidInstanceId')) throw error;
      // The machine tries again.
      if (offer === OFFERS) throw new TransientError(`Systems Manager does not reach ${instanceId} yet.`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, OFFER_EVERY_MS));
  }
}

export const handler = handlerOf(prepareBuilderSchema, prepareBuilder);
