import { describe, expect, it } from 'vitest';
import { failureOf, UndeliverableError } from '#twin/delivery/failure.ts';
import { AwsError, NotInTwinError } from '#twin/errors.ts';

describe('why a delivery failed', () => {
  it.each([
    ['AccessDeniedException', 403, 'NO_PERMISSIONS', false],
    ['AuthorizationErrorException', 403, 'NO_PERMISSIONS', false],
    ['ResourceNotFoundException', 404, 'NO_RESOURCE', false],
    ['QueueDoesNotExist', 400, 'NO_RESOURCE', false],
    ['StateMachineDoesNotExist', 400, 'NO_RESOURCE', false],
    ['NotFoundException', 404, 'NO_RESOURCE', false],
    ['ExecutionAlreadyExists', 400, 'RESOURCE_ALREADY_EXISTS', false],
    ['ValidationException', 400, 'INVALID_PARAMETER', false],
    ['InvalidExecutionInput', 400, 'SDK_CLIENT_ERROR', false],
    ['TooManyRequestsException', 429, 'THROTTLING', true],
    ['ThrottlingException', 400, 'THROTTLING', true],
    ['ExecutionLimitExceeded', 400, 'RESOURCE_LIMIT_EXCEEDED', true],
    ['ServiceException', 500, 'INTERNAL_ERROR', true],
    ['KMSDisabledException', 502, 'INTERNAL_ERROR', true],
    ['SomethingElse', 400, 'SDK_CLIENT_ERROR', false],
  ])('%s with status %i is %s, tried again: %s', (shape, statusCode, code, mayRetry) => {
    expect(failureOf(new AwsError(shape, 'm', { statusCode }))).toEqual({ code, shape, message: 'm', mayRetry });
  });

  it('is tried again when the error says that it may be', () => {
    expect(failureOf(new AwsError('SomethingElse', 'm', { retriable: true }))).toMatchObject({ code: 'THROTTLING', mayRetry: true });
  });

  it('is what the way of the event says, once and for all', () => {
    expect(failureOf(new UndeliverableError('INVALID_JSON', 'm'))).toMatchObject({ code: 'INVALID_JSON', mayRetry: false });
  });

  it('may be a mistake of a target that is no error of AWS', () => {
    expect(failureOf(new Error('boom'))).toMatchObject({ code: 'INTERNAL_ERROR', mayRetry: true });
  });

  it('is never what the twin lacks: that ends the run', () => {
    expect(() => failureOf(new NotInTwinError('x'))).toThrow('the twin does not have x');
  });
});
