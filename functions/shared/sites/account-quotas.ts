import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { QUOTAS, type Quota, type QuotaName } from '#domain/quota-table.ts';
import { globalServiceQuotas, serviceQuotas } from '../clients/service-quotas.ts';
import { isNamed, isTransient, messageOf } from '../errors.ts';
import { logger } from '../logger.ts';

/** The limits in force of these quotas. One that AWS does not tell keeps its default, and the answer says so by its absence. */
export async function accountLimits(names: readonly QuotaName[]): Promise<Partial<Record<QuotaName, number>>> {
  const found = await Promise.all(names.map(async (name) => [name, await limitOf(QUOTAS[name])] as const));
  return Object.fromEntries(found.filter(([, limit]) => limit !== undefined));
}

async function limitOf({ serviceCode, code, scope }: Quota): Promise<number | undefined> {
  if (code === undefined) return undefined;
  const client = scope === 'account' ? globalServiceQuotas : serviceQuotas;
  try {
    const { Quota: quota } = await client.send(new GetServiceQuotaCommand({ ServiceCode: serviceCode, QuotaCode: code }));
    return quota?.Value;
  } catch (error) {
    if (!isNamed(error, 'NoSuchResourceException', 'AccessDeniedException') && !isTransient(error)) throw error;
    // A plan is worth having without it.
    logger.warn('A quota is not told.', { serviceCode, code, reason: messageOf(error) });
    return undefined;
  }
}
