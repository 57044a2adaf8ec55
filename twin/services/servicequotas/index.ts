import type {
  GetAWSDefaultServiceQuotaCommandInput,
  GetServiceQuotaCommandInput,
  ListServiceQuotasCommandInput,
  ServiceQuota,
} from '@aws-sdk/client-service-quotas';
import { type Cloud, type ServiceModule, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import { taking } from '../../refuse.ts';
import { DEFAULT_QUOTAS, type DefaultQuota, GLOBAL_SERVICES } from './defaults.ts';

/** Where a scenario gives an account another limit: `servicequotas:value` for a quota's code. */
export const QUOTA_FAULT = 'servicequotas:value';
/** What one call lists at most, and without being asked for less (API reference: ListServiceQuotas). */
const MOST_PER_PAGE = 100;

/** Service Quotas: what an account may have. Quotas that the twin does not know are told as AWS tells of those that do not exist. */
export function createServiceQuotas(cloud: Cloud): ServiceModule {
  const applied = (quota: DefaultQuota) => Number(cloud.faults.read(QUOTA_FAULT, quota.code) ?? quota.value);
  return {
    name: 'servicequotas',
    operations: {
      GetServiceQuota: taking('servicequotas:GetServiceQuota', 'ServiceCode QuotaCode', (input: GetServiceQuotaCommandInput) => {
        const quota = find(input.ServiceCode, input.QuotaCode);
        return { Quota: describe(cloud, quota, applied(quota)) };
      }),
      GetAWSDefaultServiceQuota: taking(
        'servicequotas:GetAWSDefaultServiceQuota',
        'ServiceCode QuotaCode',
        (input: GetAWSDefaultServiceQuotaCommandInput) => {
          const quota = find(input.ServiceCode, input.QuotaCode);
          return { Quota: describe(cloud, quota, quota.value) };
        },
      ),
      ListServiceQuotas: taking(
        'servicequotas:ListServiceQuotas',
        'ServiceCode MaxResults NextToken',
        ({ ServiceCode: service, MaxResults: size = MOST_PER_PAGE, NextToken: token }: ListServiceQuotasCommandInput) => {
          const all = DEFAULT_QUOTAS.filter(({ serviceCode }) => serviceCode === service);
          if (all.length === 0) throw missing();
          const from = token === undefined ? 0 : Number(token);
          if (!Number.isInteger(from) || from < 0 || from > all.length) {
            throw new AwsError('InvalidPaginationTokenException', 'Invalid pagination token.');
          }
          const page = all.slice(from, from + size);
          return {
            Quotas: page.map((quota) => describe(cloud, quota, applied(quota))),
            ...(from + size < all.length ? { NextToken: String(from + size) } : {}),
          };
        },
      ),
    },
  };
}

function find(serviceCode: string | undefined, quotaCode: string | undefined): DefaultQuota {
  const quota = DEFAULT_QUOTAS.find((candidate) => candidate.serviceCode === serviceCode && candidate.code === quotaCode);
  if (quota === undefined) throw missing();
  return quota;
}

const missing = (): AwsError => new AwsError('NoSuchResourceException', 'The request failed because the specified service does not exist.');

function describe(cloud: Cloud, { serviceCode, serviceName, code, name }: DefaultQuota, value: number): ServiceQuota {
  const isGlobal = GLOBAL_SERVICES.includes(serviceCode);
  return {
    ServiceCode: serviceCode,
    ServiceName: serviceName,
    QuotaArn: serviceArn(isGlobal ? { ...cloud, region: '' } : cloud, 'servicequotas', `${serviceCode}/${code}`),
    QuotaCode: code,
    QuotaName: name,
    Value: value,
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: isGlobal,
  };
}
