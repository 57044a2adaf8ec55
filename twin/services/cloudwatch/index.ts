import type { Cloud, ServiceModule, TaggedResource } from '../../cloud.ts';
import type { MetricSource } from '../../metric-source.ts';
import { alarmOperations } from './alarm-operations.ts';
import { Alarms } from './alarms.ts';
import { dashboardProvider } from './dashboard-provider.ts';
import { type Dashboard, dashboardOperations } from './dashboards.ts';
import { Evaluator } from './evaluator.ts';
import { History } from './history.ts';
import { metricOperations } from './metric-operations.ts';
import { Metrics } from './metrics.ts';
import { alarmProvider } from './provider.ts';
import { putMetricData } from './put-metric-data.ts';
import { StateChanges } from './state-changes.ts';
import { tagOperations } from './tag-operations.ts';

/** CloudWatch beside its API: where the composition registers the metrics of the other services. */
export type CloudWatch = ServiceModule & {
  registerSource(source: MetricSource): void;
  taggedResources(): TaggedResource[];
};

/** Amazon CloudWatch: metrics pulled when somebody looks, data that are put, alarms on both, and dashboards. */
export function createCloudWatch(cloud: Cloud): CloudWatch {
  const metrics = new Metrics();
  const history = new History(() => cloud.clock.nowMs);
  const alarms = new Alarms(cloud, history);
  const changes = new StateChanges(cloud, history);
  const dashboards = new Map<string, Dashboard>();
  const tagged = () => [...alarms.all(), ...dashboards.values()];
  const evaluator = new Evaluator(cloud, metrics, alarms, changes);
  return {
    name: 'cloudwatch',
    operations: {
      ...alarmOperations({ alarms, evaluator, changes, history }),
      ...tagOperations(tagged),
      ...metricOperations(cloud, metrics),
      ...dashboardOperations(cloud, dashboards),
      PutMetricData: putMetricData(cloud, metrics),
    },
    providers: [alarmProvider(cloud), dashboardProvider(cloud)],
    registerSource(source) {
      metrics.register(source);
      evaluator.lookAt(source.namespace, source.metricName);
    },
    taggedResources: () => tagged().map(({ arn, tags }) => ({ arn, tags, billable: false })),
  };
}
