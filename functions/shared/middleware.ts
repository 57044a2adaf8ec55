import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod';
import { parseInput } from '#events/problem.ts';
import { InvalidInputError, isTransient, messageOf, NinesError, TransientError } from './errors.ts';
import { logger } from './logger.ts';

/** What a handler does once its event has been parsed. */
export type Inner<Schema extends z.ZodType, Result> = (event: z.output<Schema>, context: Context) => Promise<Result>;

/**
 * The chain of every function that a machine, a schedule or a rule invokes: log context, the event parsed once at the
 * edge, and errors under the names that machines know.
 */
export function handlerOf<Schema extends z.ZodType, Result>(schema: Schema, inner: Inner<Schema, Result>) {
  return (
    middy(async (event: unknown, context: Context): Promise<Result> => inner(event as z.output<Schema>, context))
      // Keys of one run must not stay on the lines of the next one that this world serves.
      .use(injectLambdaContext(logger, { resetKeys: true }))
      .use(parsedBy(schema))
      .use(namedErrors())
  );
}

function parsedBy(schema: z.ZodType): middy.MiddlewareObj {
  return {
    before: (request) => {
      const parsed = parseInput(schema, request.event);
      if (!parsed.ok) throw new InvalidInputError('The event is not what this function takes', parsed.problems);
      request.event = parsed.value;
    },
  };
}

function namedErrors(): middy.MiddlewareObj {
  return {
    onError: (request) => {
      const { error } = request;
      logger.error('The function failed.', error as Error);
      if (error && isTransient(error) && !(error instanceof NinesError)) {
        request.error = new TransientError(messageOf(error), { cause: error });
      }
    },
  };
}
