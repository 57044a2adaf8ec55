import { inspectTemplate, type TemplateFile } from '#domain/cloudformation-template.ts';
import type { Layer } from '#domain/glossary.ts';
import type { SiteResource } from '#domain/site-resources.ts';

type Written = TemplateFile['Resources'][string];

/** Resources of a layer as a template of a few lines makes them. */
export function resources(layer: Layer, written: Readonly<Record<string, Written>>): SiteResource[] {
  return inspectTemplate({ Resources: written }, {}).resources.map((resource) => ({ layer, ...resource }));
}

/** A group with its launch template. */
export const groupOf = (name: string, min: number, max: number, instanceType = 't3.micro', more: object = {}): Record<string, Written> => ({
  Launch: {
    Type: 'AWS::EC2::LaunchTemplate',
    Properties: {
      LaunchTemplateData: { InstanceType: instanceType, BlockDeviceMappings: [{ Ebs: { VolumeType: 'gp3', VolumeSize: 10 } }] },
    },
  },
  Group: {
    Type: 'AWS::AutoScaling::AutoScalingGroup',
    Properties: {
      AutoScalingGroupName: name,
      MinSize: String(min),
      MaxSize: String(max),
      LaunchTemplate: { LaunchTemplateId: { Ref: 'Launch' } },
      ...more,
    },
  },
});

/** A database in one zone, or with a standby. */
export const databaseOf = (instanceClass: string, multiAz: boolean, more: object = {}): Record<string, Written> => ({
  Database: {
    Type: 'AWS::RDS::DBInstance',
    Properties: { Engine: 'mysql', DBInstanceClass: instanceClass, MultiAZ: String(multiAz), AllocatedStorage: '20', ...more },
  },
});
