import { CfnHealthCheck } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';

/** How an endpoint is asked, and how often. */
export type Asked = { protocol: string; port: number; path: string; intervalSeconds: number; failureThreshold: number };

/**
 * A health check of a load balancer by its name, or of a fixed address. Over HTTPS no certificate is looked at (Route 53 guide), so that
 * the load balancer's own name does.
 */
export const healthCheck = (
  scope: Construct,
  id: string,
  { protocol, port, path, intervalSeconds, failureThreshold }: Asked,
  endpoint: { name: string } | { address: string; name: string },
): CfnHealthCheck =>
  new CfnHealthCheck(scope, id, {
    healthCheckConfig: {
      type: protocol,
      fullyQualifiedDomainName: endpoint.name,
      ...('address' in endpoint ? { ipAddress: endpoint.address } : {}),
      port,
      resourcePath: path,
      requestInterval: intervalSeconds,
      failureThreshold,
    },
  });
