import { describe, expect, it } from 'vitest';
import { QUOTAS, type Quota } from '#domain/quota-table.ts';
import { createServiceQuotas, QUOTA_FAULT } from '#twin/services/servicequotas/index.ts';
import { openAccount } from '../account.ts';

const VCPUS = { ServiceCode: 'ec2', QuotaCode: 'L-1216C47A' };
const quotas = (limits: Readonly<Record<string, number>> = {}) => {
  const { call } = openAccount([createServiceQuotas], { read: (name, code = '') => (name === QUOTA_FAULT ? limits[code] : undefined) });
  return (operation: string, input: object) => call('servicequotas', operation, input);
};

describe('Service Quotas', () => {
  it("answers an account's limit, which is AWS's default until somebody asks for more", () => {
    const call = quotas({ 'L-1216C47A': 64 });

    const [mine, default_] = [call('GetServiceQuota', VCPUS), call('GetAWSDefaultServiceQuota', VCPUS)];

    expect(mine.Quota).toMatchObject({ Value: 64, QuotaCode: 'L-1216C47A', GlobalQuota: false });
    expect(default_.Quota.Value).toBe(5);
    expect(mine.Quota.QuotaArn).toBe('arn:aws:servicequotas:us-east-1:123456789012:ec2/L-1216C47A');
  });

  it('lists the quotas of a service page by page', () => {
    const call = quotas();

    const first = call('ListServiceQuotas', { ServiceCode: 'ec2', MaxResults: 2 });
    const second = call('ListServiceQuotas', { ServiceCode: 'ec2', MaxResults: 2, NextToken: first.NextToken });

    expect(first.Quotas).toHaveLength(2);
    expect([...first.Quotas, ...second.Quotas].map(({ QuotaCode }: { QuotaCode: string }) => QuotaCode)).toContain('L-0263D0A3');
    expect(second.NextToken).toBeUndefined();
  });

  it.each([
    ['a code that no service has', 'GetServiceQuota', { ...VCPUS, QuotaCode: 'L-00000000' }, 'NoSuchResourceException'],
    ['the code of another service', 'GetServiceQuota', { ...VCPUS, ServiceCode: 'rds' }, 'NoSuchResourceException'],
    ['a service that it does not know', 'ListServiceQuotas', { ServiceCode: 'braket' }, 'NoSuchResourceException'],
    ['a token that it never gave', 'ListServiceQuotas', { ServiceCode: 'ec2', NextToken: 'x' }, 'InvalidPaginationTokenException'],
  ])('refuses %s', (_, operation, input, code) => {
    const call = quotas();

    expect(() => call(operation, input)).toThrow(expect.objectContaining({ shape: code }));
  });

  it.each(Object.values(QUOTAS).filter((quota: Quota) => quota.code !== undefined))(
    'has the default that a plan counts with: $name',
    (quota: Quota) => {
      const call = quotas();

      const { Quota: found } = call('GetAWSDefaultServiceQuota', { ServiceCode: quota.serviceCode, QuotaCode: quota.code });

      expect([found.QuotaName, found.Value]).toEqual([quota.name, quota.defaultValue]);
    },
  );
});
