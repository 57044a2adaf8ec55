import { createHash } from 'node:crypto';
import { parseChatCommand, USAGE } from '#domain/chat-command.ts';
import { SIGNATURE_AGE_LIMIT_SECONDS, signatureProblem } from '#domain/slack-signature.ts';
import { type ApiEvent, slashCommandSchema } from '#events/api-event.ts';
import { parseInput } from '#events/problem.ts';
import { type Answer, answer, apiHandlerOf, bodyOf } from '../shared/http/api.ts';
import { chatSecret } from '../shared/http/chat-secret.ts';
import { startRun } from '../shared/http/start-run.ts';
import { writeAudit } from '../shared/ledger/audit.ts';
import { claimOnce } from '../shared/ledger/seen.ts';
import { logger } from '../shared/logger.ts';

/** Audit lines of requests that are no run's. */
const DOOR_AUDIT_ID = 'door-chat';
/** A signature is good for five minutes on either side of our clock, so it has to be remembered for both. */
const SIGNATURE_REMEMBERED_SECONDS = 4 * SIGNATURE_AGE_LIMIT_SECONDS;

/**
 * `POST /chat`: Slack's slash command. The signature is checked over the body as Slack sent it, then the command is read and
 * its run started; Slack is answered at once, the run tells its end by itself.
 */
async function receiveChatCommand(event: ApiEvent): Promise<Answer> {
  const nowMs = Date.now();
  const body = bodyOf(event);
  const refusal = await refusalOf(event, body, nowMs);
  if (refusal !== undefined) {
    logger.warn('A chat request was refused.', { reason: refusal });
    const who = event.requestContext.http.sourceIp ?? 'unknown';
    await writeAudit(DOOR_AUDIT_ID, { what: 'chat command: refused', who, reason: refusal }, nowMs);
    return answer(401, { message: 'Unauthorized' });
  }
  const form = parseInput(slashCommandSchema, Object.fromEntries(new URLSearchParams(body)));
  if (!form.ok) return told(form.problems.map(({ path, found, allowed }) => `${path}: found ${found}, allowed ${allowed}`));
  const parsed = parseChatCommand(form.value.text);
  if (!parsed.ok) return told([...parsed.problems, ...USAGE]);
  const { command } = parsed;
  if (command.kind === 'help') return told([...USAGE]);
  const { kind, site, mode, request } = command;
  const who = `${form.value.user_name ?? 'somebody'} (${form.value.user_id})`;
  const requestId = event.headers['x-slack-signature'] ?? event.requestContext.requestId;
  const { runId } = await startRun({ kind, site, mode, trigger: { by: 'chat', who }, request, requestId });
  return answer(200, { response_type: 'in_channel', text: `${kind} on ${site} (${mode}) was started as ${runId}.` });
}

/** Why a request is not to be believed, or nothing. A signature that came before is a replay, whoever sends it. */
async function refusalOf(event: ApiEvent, body: string, nowMs: number): Promise<string | undefined> {
  const signature = event.headers['x-slack-signature'];
  const signed = { body, timestamp: event.headers['x-slack-request-timestamp'], signature };
  const problem = signatureProblem(signed, await chatSecret(nowMs), nowMs);
  if (problem !== undefined) return problem;
  // A signature is never kept; its digest knows it again.
  const digest = createHash('sha256').update(String(signature)).digest('hex');
  const isFirst = await claimOnce(`chat/${digest}`, event.requestContext.requestId, SIGNATURE_REMEMBERED_SECONDS, nowMs);
  return isFirst ? undefined : 'The signature was used before.';
}

/** Only whoever asked sees what was wrong with it. */
const told = (lines: readonly string[]): Answer => answer(200, { response_type: 'ephemeral', text: lines.join('\n') });

export const handler = apiHandlerOf(receiveChatCommand);
