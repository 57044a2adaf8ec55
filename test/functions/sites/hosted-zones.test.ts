import { GetHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { edgeSchema } from '#events/site-edge.ts';
import { judgeZones } from '#functions/shared/sites/hosted-zones.ts';
import { siteSpec } from '../../domain/support.ts';
import { awsError } from '../support.ts';

const names = mockClient(Route53Client);
const NAME = 'www.example.org';
const edge = edgeSchema.parse({ hostedZone: 'Z1', zone: 'example.org', name: NAME, routing: 'simple' });
const { web } = siteSpec();
const answering = (Name: string, PrivateZone = false) =>
  names.on(GetHostedZoneCommand).resolves({ HostedZone: { Id: '/hostedzone/Z1', Name, CallerReference: 'x', Config: { PrivateZone } } });

beforeEach(() => {
  names.reset();
});

describe('the hosted zones that a site names', () => {
  it('are asked for once where name and certificate share one, and not at all for a site without a name', async () => {
    answering('example.org.');

    await judgeZones({ web });
    const before = names.calls().length;
    const decision = await judgeZones({ web: { ...web, https: { name: NAME, hostedZone: 'Z1' } }, edge });

    expect(decision).toEqual({ action: 'proceed', reason: 'Every name lies in its hosted zone.' });
    expect([before, names.calls().length]).toEqual([0, 1]);
  });

  it.each<[string, string, boolean, string]>([
    ['another domain', 'example.com.', false, 'The hosted zone Z1 is that of example.com, in which www.example.org does not lie.'],
    [
      'a domain that only ends like it',
      'ample.org.',
      false,
      'The hosted zone Z1 is that of ample.org, in which www.example.org does not lie.',
    ],
    [
      'a private zone',
      'example.org.',
      true,
      'The hosted zone Z1 (example.org) is private: no visitor and no certificate would find www.example.org there.',
    ],
  ])('end the run before anything is made when they are of %s', async (_, domain, isPrivate, reason) => {
    answering(domain, isPrivate);

    expect(await judgeZones({ web, edge })).toEqual({ action: 'refuse', reason });
  });

  it('end it too when the account has none of that id, and every problem is told', async () => {
    names.on(GetHostedZoneCommand).rejects(awsError('NoSuchHostedZone'));
    const decision = await judgeZones({ web: { ...web, https: { name: 'shop.example.org', hostedZone: 'Z2' } }, edge });

    expect(decision).toEqual({ action: 'refuse', reason: 'This account has no hosted zone Z2. This account has no hosted zone Z1.' });
  });

  it('are an error, and no refusal, when Route 53 does not answer', async () => {
    names.on(GetHostedZoneCommand).rejects(awsError('AccessDenied'));

    await expect(judgeZones({ web, edge })).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});
