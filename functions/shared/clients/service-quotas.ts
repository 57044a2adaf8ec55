import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { CLIENT_SETTINGS } from './settings.ts';

/** The client of Service Quotas in a function's world. */
export const serviceQuotas = new ServiceQuotasClient(CLIENT_SETTINGS);

/** Quotas of services without a region (CloudFront, Route 53) are told here alone. */
export const globalServiceQuotas = new ServiceQuotasClient({ ...CLIENT_SETTINGS, region: 'us-east-1' });
