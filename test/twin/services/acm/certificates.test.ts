// Goal: a certificate is issued when its name is proven, and not before. Method: the provider, a hosted zone and virtual time.
import { ACMClient, DescribeCertificateCommand, ListCertificatesCommand } from '@aws-sdk/client-acm';
import { beforeEach, describe, expect, it } from 'vitest';
import { contextOf, make } from '../resources.ts';
import { openNames, SITE, ZONE } from '../route53/names-account.ts';
import { clientOf } from '../sdk.ts';

const TYPE = 'AWS::CertificateManager::Certificate';
const DAY_SECONDS = 86_400;

describe('a certificate', () => {
  let names: Awaited<ReturnType<typeof openNames>>;
  const inZone = (zoneId = names.zoneId) => ({
    DomainName: SITE,
    ValidationMethod: 'DNS',
    DomainValidationOptions: [{ DomainName: SITE, HostedZoneId: zoneId }],
  });
  /** Begins to make it; the outcome is there when it is done. */
  const begin = (properties: object) => {
    const state: { outcome?: unknown } = {};
    Promise.resolve(names.cloud.provider(TYPE).create(properties, contextOf())).then(
      (made) => Object.assign(state, { outcome: made.physicalId }),
      (error: Error) => Object.assign(state, { outcome: error.message }),
    );
    return state;
  };
  const describeFirst = () => {
    const [{ CertificateArn }] = names.call('acm', 'ListCertificates', {}).CertificateSummaryList;
    return names.call('acm', 'DescribeCertificate', { CertificateArn }).Certificate;
  };
  beforeEach(async () => {
    names = await openNames();
  });

  it('with a hosted zone is issued after its record is in sync, and leaves the record there', async () => {
    const startMs = names.cloud.clock.nowMs;
    const { physicalId } = await make(names.cloud, TYPE, inZone());
    const seconds = (names.cloud.clock.nowMs - startMs) / 1000;

    const certificate = describeFirst();
    await names.cloud.provider(TYPE).delete(physicalId, inZone(), contextOf());
    const { ResourceRecordSets } = names.call('route53', 'ListResourceRecordSets', { HostedZoneId: names.zoneId });

    expect(seconds).toBeGreaterThan(37);
    expect(seconds).toBeLessThan(122);
    expect(certificate).toMatchObject({ Status: 'ISSUED', DomainName: SITE, DomainValidationOptions: [{ ValidationStatus: 'SUCCESS' }] });
    expect(ResourceRecordSets.filter(({ Type }: { Type: string }) => Type === 'CNAME')).toHaveLength(1);
  });

  it('without a hosted zone waits until somebody proves the name', async () => {
    const state = begin({ DomainName: SITE, ValidationMethod: 'DNS' });
    await names.play(DAY_SECONDS);
    const waiting = [state.outcome, describeFirst().Status];
    const { Name, Value } = describeFirst().DomainValidationOptions[0].ResourceRecord;

    names.change('CREATE', { Name, Type: 'CNAME', ResourceRecords: [{ Value }] });
    await names.play(180);

    expect(waiting).toEqual([undefined, 'PENDING_VALIDATION']);
    expect(state.outcome).toMatch(/^arn:aws:acm:us-east-1:123456789012:certificate\//);
  });

  it('that nobody proves fails after 72 hours', async () => {
    const state = begin({ DomainName: SITE, ValidationMethod: 'DNS' });

    await names.play(3 * DAY_SECONDS + 1);

    expect(state.outcome).toBe(`Nobody proved within 72 hours to own ${SITE}.`);
    expect(describeFirst()).toMatchObject({ Status: 'VALIDATION_TIMED_OUT', DomainValidationOptions: [{ ValidationStatus: 'FAILED' }] });
  });

  it('fails at once for a hosted zone that is not there, or that does not hold its name', async () => {
    const missing = make(names.cloud, TYPE, inZone('Z0'));
    const { HostedZone } = names.call('route53', 'CreateHostedZone', { Name: 'example.com', CallerReference: 'second' });
    const foreign = make(names.cloud, TYPE, inZone(HostedZone.Id));

    await expect(missing).rejects.toThrow('No hosted zone found');
    await expect(foreign).rejects.toThrow(`is not permitted in zone example.com.`);
  });

  it('for a wildcard and its domain is proven by one record', async () => {
    const both = {
      ...inZone(),
      DomainName: `*.${ZONE}`,
      SubjectAlternativeNames: [ZONE],
      DomainValidationOptions: [{ DomainName: ZONE, HostedZoneId: names.zoneId }],
    };

    await make(names.cloud, TYPE, both);

    const [one, other] = describeFirst().DomainValidationOptions;
    expect(one.ResourceRecord).toEqual(other.ResourceRecord);
  });

  it('refuses mail as its proof by name', async () => {
    await expect(make(names.cloud, TYPE, { DomainName: SITE })).rejects.toThrow('certificates validated by EMAIL');
  });

  it('is replaced for another name, and its tags change in place', async () => {
    const { physicalId } = await make(names.cloud, TYPE, inZone());
    const { update } = names.cloud.provider(TYPE);

    const renamed = await update?.(physicalId, { ...inZone(), DomainName: ZONE }, inZone(), contextOf());
    const tagged = await update?.(physicalId, { ...inZone(), Tags: [{ Key: 'a', Value: 'b' }] }, inZone(), contextOf());

    expect([renamed, tagged]).toEqual(['replace', {}]);
  });

  it('speaks with the SDK', async () => {
    const { physicalId } = await make(names.cloud, TYPE, inZone());
    const client = new ACMClient(clientOf(names.cloud));

    const { CertificateSummaryList } = await client.send(new ListCertificatesCommand({ CertificateStatuses: ['ISSUED'] }));
    const missing = client.send(new DescribeCertificateCommand({ CertificateArn: `${physicalId}x` }));

    expect(CertificateSummaryList).toMatchObject([{ CertificateArn: physicalId, DomainName: SITE }]);
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});
