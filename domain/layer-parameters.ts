import type { Layer } from './glossary.ts';
import type { SiteSpec } from './site-spec.ts';

/** The outputs of the layers that exist, in one object. */
export type Outputs = Readonly<Record<string, string>>;

/** A layer needs an output that no earlier layer has given. */
export class OutputMissingError extends Error {
  override name = 'OutputMissingError';
}

/** The parameters of a layer's template, from the spec and from what the earlier layers gave. */
export function layerParameters(layer: Layer, spec: SiteSpec, outputs: Outputs): Record<string, string> {
  return { SiteName: spec.site, ...textOf(parametersOf(layer, spec, outputs)) };
}

function parametersOf(layer: Layer, spec: SiteSpec, outputs: Outputs): Record<string, string | number | boolean> {
  switch (layer) {
    case 'network':
      return networkParameters(spec);
    case 'database':
      return databaseParameters(spec, outputs);
    case 'cache':
      return cacheParameters(spec, outputs);
    case 'web':
      return webParameters(spec, outputs);
    case 'watch':
      return watchParameters(spec, outputs);
    default: {
      const never: never = layer;
      throw new RangeError(`No layer is called ${String(never)}.`);
    }
  }
}

function networkParameters({ network: { cidr, zones } }: SiteSpec) {
  const [a, b] = zones;
  return {
    VpcCidr: cidr,
    ZoneA: a.name,
    ZoneB: b.name,
    PublicCidrA: a.public,
    PublicCidrB: b.public,
    DataCidrA: a.data,
    DataCidrB: b.data,
  };
}

function databaseParameters({ database }: SiteSpec, outputs: Outputs) {
  if (database === undefined) throw new RangeError('The site has no database.');
  return {
    ...needed(outputs, 'DataSubnetIds', 'DataSecurityGroupId'),
    InstanceClass: database.instanceClass,
    StorageGb: database.storageGb,
    MultiAz: database.multiAz,
    BackupRetentionDays: database.backupRetentionDays,
  };
}

function cacheParameters({ cache }: SiteSpec, outputs: Outputs) {
  if (cache === undefined) throw new RangeError('The site has no cache.');
  return { ...needed(outputs, 'DataSubnetIds', 'DataSecurityGroupId'), NodeType: cache.nodeType, NodeCount: cache.nodes };
}

function webParameters({ web, database, cache }: SiteSpec, outputs: Outputs) {
  return {
    ...needed(outputs, 'VpcId', 'PublicSubnetIds', 'LoadBalancerSecurityGroupId', 'WebSecurityGroupId'),
    GroupName: web.group,
    InstanceType: web.instanceType,
    MinSize: web.min,
    MaxSize: web.max,
    HealthPath: web.healthPath,
    HealthCheckGraceSeconds: web.healthCheckGraceSeconds,
    DeregistrationDelaySeconds: web.deregistrationDelaySeconds,
    TargetCpuPercent: web.targetTracking.cpuPercent,
    WarmUpSeconds: web.targetTracking.warmUpSeconds,
    ...neededIf(database !== undefined, outputs, 'DatabaseEndpoint', 'DatabasePort', 'DatabaseSecretArn'),
    ...neededIf(cache !== undefined, outputs, 'CacheEndpoint', 'CachePort'),
  };
}

function watchParameters({ alarms: { cpu } }: SiteSpec, outputs: Outputs) {
  return {
    ...needed(outputs, 'GroupName'),
    CpuAlarmName: cpu.name,
    CpuThresholdPercent: cpu.thresholdPercent,
    CpuPeriodSeconds: cpu.periodSeconds,
    TopicName: cpu.topic,
  };
}

function needed(outputs: Outputs, ...names: readonly string[]): Record<string, string> {
  const missing = names.filter((name) => !outputs[name]);
  if (missing.length > 0) throw new OutputMissingError(`The earlier layers gave no ${missing.join(', ')}.`);
  return Object.fromEntries(names.map((name) => [name, outputs[name] as string]));
}

/** An empty text tells the template that the site has no such layer. */
function neededIf(present: boolean, outputs: Outputs, ...names: readonly string[]): Record<string, string> {
  return present ? needed(outputs, ...names) : Object.fromEntries(names.map((name) => [name, '']));
}

function textOf(values: Record<string, string | number | boolean>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
