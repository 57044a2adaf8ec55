import { describe, expect, it } from 'vitest';
import { putOwnedNames } from '#rehearsal/owned-names.ts';
import { createCloud } from '#twin/create-cloud.ts';
import { createAcm } from '#twin/services/acm/index.ts';
import { createRoute53 } from '#twin/services/route53/index.ts';
import { siteSpec } from '../domain/support.ts';

const page = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-123456789012';
const own = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-123456789013';
const { web } = siteSpec();

describe('what the owner of a site has already', () => {
  const inAccount = (spec: Parameters<typeof putOwnedNames>[1]) => {
    const cloud = createCloud({ seed: 7, startMs: 0 });
    const [route53, acm] = [createRoute53(cloud), createAcm(cloud)];
    for (const module of [route53, acm]) cloud.add(module);
    putOwnedNames({ ...route53, ...acm }, spec);
    const { HostedZones } = cloud.callNow('route53', 'ListHostedZones', {});
    const { CertificateSummaryList } = cloud.callNow('acm', 'ListCertificates', {});
    return {
      cloud,
      zones: HostedZones.map(({ Id, Name }: { Id: string; Name: string }) => `${Id} ${Name}`),
      certificates: CertificateSummaryList.map((one: { CertificateArn: string; DomainName: string; Status: string }) => [
        one.CertificateArn,
        one.DomainName,
        one.Status,
      ]),
    };
  };

  it('is nothing where a site has no name', () => {
    expect(inAccount(siteSpec())).toMatchObject({ zones: [], certificates: [] });
  });

  it('is the zone of its name, by the id in its spec, and served', () => {
    const edge = { hostedZone: 'Z1', zone: 'example.org', name: 'www.example.org' };
    const healthCheck = { intervalSeconds: 30, failureThreshold: 3 } as const;

    const { cloud, zones } = inAccount({ web, edge: { ...edge, healthCheck, routing: 'simple' } });

    expect(zones).toEqual(['/hostedzone/Z1 example.org.']);
    expect(cloud.network.valuesOf('example.org', 'NS')).toHaveLength(4);
  });

  it('is the zone of its certificate, and each certificate that it names', () => {
    const media = { versioning: true, page: { name: 'www.example.org', certificateArn: page } };

    expect(inAccount({ web: { ...web, https: { name: 'www.example.org', hostedZone: 'Z2' } }, media })).toMatchObject({
      zones: ['/hostedzone/Z2 example.org.'],
      certificates: [[page, 'www.example.org', 'ISSUED']],
    });
    expect(inAccount({ web: { ...web, https: { name: 'www.example.org', certificateArn: own } } })).toMatchObject({
      zones: [],
      certificates: [[own, 'www.example.org', 'ISSUED']],
    });
  });
});
