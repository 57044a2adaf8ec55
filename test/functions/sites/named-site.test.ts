import { GetHealthCheckCommand, GetHealthCheckStatusCommand, Route53Client, TestDNSAnswerCommand } from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { billableOf } from '#domain/leftovers.ts';
import { edgeSchema } from '#events/site-edge.ts';
import { edgePromise } from '#functions/shared/sites/promises/edge.ts';
import { isStillThere } from '#functions/shared/sites/still-there.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError } from '../support.ts';

const names = mockClient(Route53Client);
const spec = siteSpec({
  edge: edgeSchema.parse({ hostedZone: 'Z0123456789ABC', zone: 'example.org', name: 'www.example.org', routing: 'simple' }),
});
const OUTPUTS = { HealthCheckId: 'check-1' };
const answering = (...RecordData: string[]) =>
  names
    .on(TestDNSAnswerCommand, { HostedZoneId: 'Z0123456789ABC', RecordName: 'www.example.org', RecordType: 'A' })
    .resolves({ RecordData });
const observing = (...statuses: string[]) =>
  names
    .on(GetHealthCheckStatusCommand, { HealthCheckId: 'check-1' })
    .resolves({ HealthCheckObservations: statuses.map((Status) => ({ StatusReport: { Status } })) });

beforeEach(() => {
  names.reset();
});

describe('what the name of a site promises', () => {
  it.each<[string, string[], string[], string]>([
    ['an answer and content checkers', ['203.0.113.1'], ['Success: HTTP Status Code 200, OK'], 'proceed'],
    ['no answer yet', [], ['Success: HTTP Status Code 200, OK'], 'wait'],
    ['checkers that fail', ['203.0.113.1'], ['Failure: HTTP Status Code 503'], 'wait'],
    ['checkers that have not reported', ['203.0.113.1'], [], 'wait'],
  ])('is judged by %s', async (_, answers, statuses, action) => {
    answering(...answers);
    observing(...statuses);

    expect(await edgePromise(spec, OUTPUTS)).toMatchObject({ action });
  });

  it('is broken when Route 53 does not know the check, or the layer gave none', async () => {
    answering('203.0.113.1');
    names.on(GetHealthCheckStatusCommand).rejects(awsError('NoSuchHealthCheck'));

    expect(await edgePromise(spec, OUTPUTS)).toMatchObject({ action: 'fail' });
    expect(await edgePromise(spec, {})).toMatchObject({ action: 'fail' });
  });

  it('is not asked of a site without a name', async () => {
    expect(await edgePromise(siteSpec(), OUTPUTS)).toMatchObject({ action: 'fail', reason: 'The spec has no such layer.' });
  });

  it('is an error, not a broken promise, when the zone is not to be found', async () => {
    names.on(TestDNSAnswerCommand).rejects(awsError('NoSuchHostedZone'));
    observing();

    await expect(edgePromise(spec, OUTPUTS)).rejects.toMatchObject({ name: 'NoSuchHostedZone' });
  });
});

describe('a health check that is left behind', () => {
  const [leftover] = billableOf(['arn:aws:route53:::healthcheck/check-1'], []);
  const isLeft = () => (leftover ? isStillThere(leftover) : 'not known');

  it('costs money', async () => {
    names.on(GetHealthCheckCommand, { HealthCheckId: 'check-1' }).resolves({});

    expect(leftover?.kind).toBe('Route 53 health check');
    expect(await isLeft()).toBe(true);
  });

  it('is gone when Route 53 says so', async () => {
    names.on(GetHealthCheckCommand).rejects(awsError('NoSuchHealthCheck'));

    expect(await isLeft()).toBe(false);
  });

  it('is a zone of its owner’s where it is a hosted zone', () => {
    expect(billableOf(['arn:aws:route53:::hostedzone/Z0123456789ABC'], [])).toEqual([]);
  });
});
