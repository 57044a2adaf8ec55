import type * as z from 'zod';
import { type ApiEvent, apiEventSchema } from '#events/api-event.ts';
import { parseInput } from '#events/problem.ts';
import { InvalidInputError, isTransient, MissingError } from '../errors.ts';
import { logger } from '../logger.ts';
import { handlerOf } from '../middleware.ts';

/** An answer of the HTTP API, payload format 2.0. */
export type Answer = { statusCode: number; headers: Record<string, string>; body: string };

export const answer = (statusCode: number, body: unknown): Answer => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** The chain of every function behind the HTTP API: our errors become the statuses that they mean, and no other says what broke. */
export function apiHandlerOf(inner: (event: ApiEvent) => Promise<Answer>) {
  return handlerOf(apiEventSchema, async (event) => {
    try {
      return await inner(event);
    } catch (error) {
      return answerOf(error);
    }
  });
}

function answerOf(error: unknown): Answer {
  if (error instanceof InvalidInputError) return answer(400, { problems: error.problems });
  if (error instanceof MissingError) return answer(404, { message: error.message });
  logger.error('The request failed.', error as Error);
  if (isTransient(error)) return answer(503, { message: 'AWS asks for patience. Try again.' });
  return answer(500, { message: 'Nines broke. Its log says where.' });
}

/** The body as it was sent: the HTTP API encodes what it does not know to be text. */
export function bodyOf({ body = '', isBase64Encoded }: ApiEvent): string {
  return isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}

/** Parses a JSON body, telling every problem at once. */
export function parseBody<Schema extends z.ZodType>(event: ApiEvent, schema: Schema): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(bodyOf(event));
  } catch (error) {
    throw new InvalidInputError('The body', [{ path: '(body)', found: (error as Error).message, allowed: 'JSON' }]);
  }
  return parsed('The body', schema, json);
}

/** Parses the query; an unknown option is a problem. */
export function parseQuery<Schema extends z.ZodType>(event: ApiEvent, schema: Schema): z.output<Schema> {
  return parsed('The query', schema, event.queryStringParameters);
}

/** The site that the path names. */
export function siteOf({ pathParameters: { site } }: ApiEvent): string {
  if (!site) throw new MissingError('The path names no site.');
  return site;
}

/** Who signed the request. */
export const callerOf = (event: ApiEvent): string => event.requestContext.authorizer?.iam?.userArn ?? 'an unknown caller';

function parsed<Schema extends z.ZodType>(subject: string, schema: Schema, input: unknown): z.output<Schema> {
  const result = parseInput(schema, input);
  if (!result.ok) throw new InvalidInputError(subject, result.problems);
  return result.value;
}
