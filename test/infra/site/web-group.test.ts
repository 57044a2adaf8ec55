// Goal: the one template of the web layer makes the group that a site asks for, and nothing of what it does not ask for.
// Method: the synthesized template with the parameters that the domain gives it, its conditions resolved as CloudFormation does.
import { describe, expect, test } from 'vitest';
import { inspectTemplate, type TemplateFile } from '#domain/cloudformation-template.ts';
import { layerParameters } from '#domain/layers/index.ts';
import type { SiteSpec } from '#domain/site-spec.ts';
import { SPECS } from './specs.ts';
import { layer } from './support.ts';

const outputs = new Proxy<Record<string, string>>({}, { get: (_target, name) => `of-${String(name)}` });

/** The resources of the web layer of a site, by their ids. */
function webOf(name: string) {
  const spec = SPECS[name] as SiteSpec;
  const { resources } = inspectTemplate(layer('web') as unknown as TemplateFile, layerParameters('web', spec, outputs));
  const properties = (id: string) => {
    const found = resources.find((resource) => resource.id === id);
    if (found === undefined) throw new Error(`${name} has no ${id}`);
    return found.properties as Record<string, unknown>;
  };
  return { properties, ids: resources.map(({ id }) => id), types: resources.map(({ type }) => type) };
}
const COURSES = 'the site of the courses';
const LATEST = { LaunchTemplateId: { Ref: 'LaunchTemplate' }, Version: { 'Fn::GetAtt': ['LaunchTemplate', 'LatestVersionNumber'] } };

describe('a site that says nothing of its group', () => {
  test('tracks a target, by one policy and no alarm of its own', () => {
    const web = webOf(COURSES);

    expect(web.types.filter((type) => type === 'AWS::AutoScaling::ScalingPolicy')).toHaveLength(1);
    expect(web.types).not.toContain('AWS::CloudWatch::Alarm');
    expect(web.properties('MaintainCpu')).toMatchObject({
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingConfiguration: { DisableScaleIn: false },
    });
  });

  test('has one type, no maintenance policy, and Amazon Linux', () => {
    const web = webOf(COURSES);

    const group = web.properties('Group');
    expect(group).toMatchObject({ LaunchTemplate: LATEST });
    expect(group).not.toHaveProperty('MixedInstancesPolicy');
    expect(group).not.toHaveProperty('InstanceMaintenancePolicy');
    expect(JSON.stringify(web.properties('LaunchTemplate'))).not.toMatch(/ami-[0-9a-f]{8}/);
  });
});

describe('step policies', () => {
  test('are those of the courses, each with its alarm', () => {
    const web = webOf('the step policies of the courses');

    expect(web.ids).not.toContain('MaintainCpu');
    expect(web.properties('AddCapacity')).toMatchObject({
      PolicyType: 'StepScaling',
      AdjustmentType: 'ChangeInCapacity',
      EstimatedInstanceWarmup: '300',
      StepAdjustments: [
        { MetricIntervalLowerBound: '0', MetricIntervalUpperBound: '25', ScalingAdjustment: '2' },
        { MetricIntervalLowerBound: '25', ScalingAdjustment: '4' },
      ],
    });
    expect(web.properties('RemoveCapacity')).toMatchObject({
      StepAdjustments: [
        { MetricIntervalLowerBound: '-25', MetricIntervalUpperBound: '0', ScalingAdjustment: '-4' },
        { MetricIntervalUpperBound: '-25', ScalingAdjustment: '-2' },
      ],
    });
    expect(web.properties('AddCapacityAlarm')).toMatchObject({
      AlarmName: 'AddCapacity-CPU-Utilization',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: '50',
      Period: '300',
      AlarmActions: [{ Ref: 'AddCapacity' }],
    });
    expect(web.properties('RemoveCapacityAlarm')).toMatchObject({
      AlarmName: 'RemoveCapacity-CPU-Utilization',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: '75',
      AlarmActions: [{ Ref: 'RemoveCapacity' }],
    });
  });

  test('have no open bound but at their far ends, and as many steps as the site says', () => {
    const web = webOf('five steps each way');

    const steps = (id: string) => web.properties(id).StepAdjustments as Record<string, string>[];
    expect(steps('AddCapacity').map(({ ScalingAdjustment }) => ScalingAdjustment)).toEqual(['1', '2', '3', '4', '5']);
    expect(steps('AddCapacity').filter((step) => step.MetricIntervalUpperBound === undefined)).toHaveLength(1);
    expect(steps('RemoveCapacity')).toHaveLength(2);
  });

  test('leave no alarm behind whose policy is not there', () => {
    for (const name of Object.keys(SPECS)) {
      const { ids } = webOf(name);
      expect(ids.includes('AddCapacityAlarm'), name).toBe(ids.includes('AddCapacity'));
      expect(ids.includes('MaintainCpu'), name).toBe(!ids.includes('RemoveCapacity'));
    }
  });
});

describe('a mixed group', () => {
  test('has its own type first, the base on demand, and spot where capacity is ample', () => {
    const group = webOf('spot beside a base on demand').properties('Group');

    expect(group).not.toHaveProperty('LaunchTemplate');
    expect(group.MixedInstancesPolicy).toEqual({
      LaunchTemplate: {
        LaunchTemplateSpecification: LATEST,
        Overrides: [{ InstanceType: 't3.micro' }, { InstanceType: 't3a.micro' }, { InstanceType: 't2.micro' }],
      },
      InstancesDistribution: {
        OnDemandAllocationStrategy: 'prioritized',
        OnDemandBaseCapacity: '1',
        OnDemandPercentageAboveBaseCapacity: '50',
        SpotAllocationStrategy: 'price-capacity-optimized',
      },
    });
  });

  test('keeps the minimum on demand where the site says no base', () => {
    const group = webOf('spot of one type beside the minimum').properties('Group');

    expect(group.MixedInstancesPolicy).toMatchObject({
      LaunchTemplate: { Overrides: [{ InstanceType: 't3.micro' }] },
      InstancesDistribution: { OnDemandBaseCapacity: '2', OnDemandPercentageAboveBaseCapacity: '0' },
    });
  });
});

test('a golden image and a maintenance policy come from the spec', () => {
  const web = webOf('nodes of a golden image, replaced one by one');

  expect(web.properties('LaunchTemplate')).toMatchObject({ LaunchTemplateData: { ImageId: 'ami-0123456789abcdef0' } });
  expect(web.properties('Group')).toMatchObject({
    InstanceMaintenancePolicy: { MinHealthyPercentage: '100', MaxHealthyPercentage: '110' },
  });
});
