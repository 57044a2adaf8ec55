import { layerParameters } from '#domain/layers/index.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { holds, resolve } from '#twin/cloudformation/intrinsics.ts';
import { resolveParameters } from '#twin/cloudformation/parameters.ts';
import type { Scope } from '#twin/cloudformation/scope.ts';
import { readTemplate } from '#twin/cloudformation/template.ts';
import { layer } from './support.ts';

/** What the layers before it put out; those that a site lacks are not asked for. */
const OUTPUTS = {
  GroupName: 'myapp-asg',
  LoadBalancerFullName: 'app/nines-myapp/1a2b',
  TargetGroupFullName: 'targetgroup/nines-myapp/3c4d',
  AdminTargetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/nines-myapp-admin/5e6f',
  DatabaseIdentifier: 'myapp-db',
  FileSystemId: 'fs-1',
};
const ARN_OF = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:';

type Made = { id: string; type: string; properties: Record<string, unknown> };

/** The resources of the watch of a site, as the embedded CloudFormation would make them. */
export function watchOf(spec: SiteSpec): Made[] {
  const cloud = { account: '123456789012', region: 'us-east-1', callNow: () => ({}) } as unknown as Scope['cloud'];
  const template = readTemplate(JSON.stringify(layer('watch')));
  const given = Object.entries(layerParameters('watch', spec, OUTPUTS));
  const scope: Scope = {
    cloud,
    template,
    parameters: resolveParameters(
      cloud,
      template,
      given.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    ).values,
    stackName: 'nines-myapp-watch',
    stackId: 'arn:watch',
    notificationArns: [],
    resource: (id) => ({ type: '', ref: `ref-of-${id}`, attributes: { Arn: `${ARN_OF}${id}` } }),
    exported: () => undefined,
  };
  return Object.entries(template.resources)
    .filter(([, { condition }]) => condition === undefined || holds(condition, scope))
    .map(([id, { type, properties }]) => ({ id, type, properties: resolve(properties, scope) as Record<string, unknown> }));
}

/** The properties of the alarms of a site by their names. */
export const alarmsOf = (spec: SiteSpec): Record<string, Record<string, unknown>> =>
  Object.fromEntries(
    watchOf(spec)
      .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
      .map(({ properties }) => [String(properties.AlarmName), properties]),
  );

/** The one resource of a type, or undefined. */
export const onlyOf = (spec: SiteSpec, type: string): Record<string, unknown> | undefined =>
  watchOf(spec).find((made) => made.type === type)?.properties;
