import { GetHealthCheckStatusCommand, TestDNSAnswerCommand } from '@aws-sdk/client-route-53';
import { type EdgeFacts, type EdgeSpec, gateEdge } from '#domain/layers/edge.ts';
import { route53 } from '../../clients/route-53.ts';
import { isNamed } from '../../errors.ts';
import { type Promised, unplanned } from './promise.ts';

/** The name answered, and its health checkers content. */
export const edgePromise: Promised = async (spec, outputs) => {
  if (!spec.edge) return unplanned;
  return gateEdge(spec.edge, outputs.HealthCheckId ? await edgeFacts(spec.edge, outputs.HealthCheckId) : undefined);
};

/** How Route 53 begins its word for a check that passed. */
const PASSED = 'Success';

/**
 * What the name servers answer and the checkers found; undefined when there is no such check. Route 53 is asked, and no resolver: one
 * that asks too early remembers for fifteen minutes that there is no such name.
 */
async function edgeFacts(
  { hostedZone, name }: Pick<EdgeSpec, 'hostedZone' | 'name'>,
  healthCheckId: string,
): Promise<EdgeFacts | undefined> {
  try {
    const [{ RecordData = [] }, { HealthCheckObservations = [] }] = await Promise.all([
      route53.send(new TestDNSAnswerCommand({ HostedZoneId: hostedZone, RecordName: name, RecordType: 'A' })),
      route53.send(new GetHealthCheckStatusCommand({ HealthCheckId: healthCheckId })),
    ]);
    return {
      answers: RecordData,
      checks: HealthCheckObservations.map(({ StatusReport }) => StatusReport?.Status?.startsWith(PASSED) ?? false),
    };
  } catch (error) {
    if (isNamed(error, 'NoSuchHealthCheck')) return undefined;
    throw error;
  }
}
