import type { Dimensions, MetricSource } from '../../metric-source.ts';
import type { HealthChecks } from './health-checks.ts';

/** Route 53 sends a data point of a health check a minute (Developer Guide: monitoring-health-checks). */
const PERIOD_MS = 60_000;
/** The only region in which CloudWatch has Route 53's metrics (the same page). */
export const METRICS_REGION = 'us-east-1';

/** HealthCheckStatus: 1 while an endpoint is healthy, 0 while it is not. */
export function metricSources(checks: HealthChecks): MetricSource[] {
  const historyOf = ({ HealthCheckId: id }: Dimensions) => checks.all().find((found) => found.id === id)?.history ?? [];
  return [
    {
      namespace: 'AWS/Route53',
      metricName: 'HealthCheckStatus',
      unit: 'None',
      read(dimensions, fromMs, toMs) {
        const history = historyOf(dimensions);
        const firstMs = history[0]?.atMs ?? toMs;
        const points: number[] = [];
        for (let atMs = Math.ceil(Math.max(fromMs, firstMs) / PERIOD_MS) * PERIOD_MS; atMs < toMs; atMs += PERIOD_MS) {
          points.push(history.findLast((entry) => entry.atMs <= atMs)?.isHealthy ? 1 : 0);
        }
        if (points.length === 0) return undefined;
        const sum = points.reduce((total, point) => total + point, 0);
        return { sampleCount: points.length, sum, minimum: Math.min(...points), maximum: Math.max(...points) };
      },
      steadyUntilMs(dimensions, sinceMs) {
        return (historyOf(dimensions).at(-1)?.atMs ?? 0) > sinceMs ? sinceMs : Number.POSITIVE_INFINITY;
      },
    },
  ];
}
