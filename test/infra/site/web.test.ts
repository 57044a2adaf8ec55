import { afterAll, describe, expect, test } from 'vitest';
import { appSettings } from '#infra/app-settings.ts';
import { bootstrapScriptMaxBytes } from '#infra/limits.ts';
import { synthesizeLayers } from '#infra/synthesize-layers.ts';
import { ofType } from '../support/policies.ts';
import { projectWith, removeTemporaryFolders } from '../support/project.ts';
import { layer, only, script } from './support.ts';

afterAll(removeTemporaryFolders);

describe('the web group', () => {
  test('keeps the sizes that the calendar gave it through a stack update', () => {
    const [, group] = ofType(layer('web'), 'AWS::AutoScaling::AutoScalingGroup')[0]!;

    expect(group.Properties).not.toHaveProperty('DesiredCapacity');
    expect(group.UpdatePolicy).toEqual({ AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true } });
  });

  test('holds its nodes by both hooks, abandons what nobody vouched for and lets go what leaves', () => {
    const group = only('web', 'AWS::AutoScaling::AutoScalingGroup');

    expect(group.LifecycleHookSpecificationList).toEqual([
      {
        LifecycleHookName: 'nines-launch',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
        HeartbeatTimeout: 600,
        DefaultResult: 'ABANDON',
      },
      {
        LifecycleHookName: 'nines-terminate',
        LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
        HeartbeatTimeout: 600,
        DefaultResult: 'CONTINUE',
      },
    ]);
  });

  test('waits for the listener, without which nobody checks its health', () => {
    const [, group] = ofType(layer('web'), 'AWS::AutoScaling::AutoScalingGroup')[0]!;

    expect(group.DependsOn).toEqual(['Listener']);
    expect(group.Properties).toMatchObject({ HealthCheckType: 'ELB', MetricsCollection: [{ Granularity: '1Minute' }] });
  });

  test('launches nodes with IMDSv2, detailed monitoring and an encrypted volume', () => {
    const template = only('web', 'AWS::EC2::LaunchTemplate');

    expect(template.LaunchTemplateData).toMatchObject({
      MetadataOptions: { HttpTokens: 'required' },
      Monitoring: { Enabled: true },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
    });
  });

  test('hands the script to the node untouched, behind its exports', () => {
    const { LaunchTemplateData } = only('web', 'AWS::EC2::LaunchTemplate') as { LaunchTemplateData: { UserData: unknown } };

    const [, [exports, body]] = (
      LaunchTemplateData.UserData as { 'Fn::Base64': { 'Fn::Join': [string, [{ 'Fn::Sub': [string] }, string]] } }
    )['Fn::Base64']['Fn::Join'];

    expect(body).toBe(script);
    expect(exports['Fn::Sub'][0]).toMatch(/^#!\/bin\/bash\nexport NINES_SITE='\$\{NINES_SITE\}'\n/);
  });

  test('gives a node a role inside the boundary, and a secret only when there is a database', () => {
    const role = only('web', 'AWS::IAM::Role');

    expect(JSON.stringify(role.PermissionsBoundary)).toContain(':policy/nines-node-boundary');
    expect(JSON.stringify(role.Policies)).toContain('{"Fn::If":["HasDatabase",');
  });

  test('refuses a script that user data cannot hold', () => {
    const paths = projectWith({ 'site/bootstrap.sh': '#'.repeat(bootstrapScriptMaxBytes + 1) });

    const act = () => synthesizeLayers(paths, appSettings);

    expect(act).toThrow(`user data leaves it ${bootstrapScriptMaxBytes}`);
  });
});
