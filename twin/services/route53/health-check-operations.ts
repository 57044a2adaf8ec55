import type { CreateHealthCheckRequest, HealthCheck as Described, UpdateHealthCheckRequest } from '@aws-sdk/client-route-53';
import type { Operation } from '../../cloud.ts';
import { taking } from '../../refuse.ts';
import { invalidInput } from './errors.ts';
import type { HealthCheck, HealthChecks } from './health-checks.ts';

const UPDATE =
  'HealthCheckId HealthCheckVersion IPAddress Port ResourcePath FullyQualifiedDomainName SearchString FailureThreshold Inverted Disabled ' +
  'HealthThreshold ChildHealthChecks EnableSNI Regions';

/** Health checks, as the API has them. */
export const healthCheckOperations = (checks: HealthChecks): Record<string, Operation> => ({
  CreateHealthCheck: taking('route53:CreateHealthCheck', 'CallerReference HealthCheckConfig', (input: CreateHealthCheckRequest) => {
    const made = checks.create(input);
    return { HealthCheck: describeHealthCheck(made), Location: `https://route53.amazonaws.com/2013-04-01/healthcheck/${made.id}` };
  }),
  GetHealthCheck: taking('route53:GetHealthCheck', 'HealthCheckId', ({ HealthCheckId }) => ({
    HealthCheck: describeHealthCheck(checks.find(HealthCheckId)),
  })),
  ListHealthChecks: taking('route53:ListHealthChecks', 'MaxItems', ({ MaxItems = 100 }) => ({
    HealthChecks: checks.all().map(describeHealthCheck).slice(0, MaxItems),
    Marker: '',
    IsTruncated: checks.all().length > MaxItems,
    MaxItems,
  })),
  UpdateHealthCheck: taking('route53:UpdateHealthCheck', UPDATE, (input: UpdateHealthCheckRequest) => ({
    HealthCheck: describeHealthCheck(checks.update(input)),
  })),
  DeleteHealthCheck: taking('route53:DeleteHealthCheck', 'HealthCheckId', ({ HealthCheckId }) => {
    checks.delete(HealthCheckId);
    return {};
  }),
  GetHealthCheckStatus: taking('route53:GetHealthCheckStatus', 'HealthCheckId', ({ HealthCheckId }) => {
    const { endpoint } = checks.find(HealthCheckId);
    if (!endpoint) throw invalidInput('A calculated health check has no checkers.');
    return {
      HealthCheckObservations: endpoint.observations().map(({ region, status, checkedMs }) => ({
        Region: region,
        StatusReport: { Status: status, CheckedTime: new Date(checkedMs) },
      })),
    };
  }),
});

const describeHealthCheck = ({ id, callerReference, config, version }: HealthCheck) =>
  ({ Id: id, CallerReference: callerReference, HealthCheckConfig: config, HealthCheckVersion: version }) satisfies Described;
