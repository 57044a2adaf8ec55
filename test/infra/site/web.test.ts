import { afterAll, describe, expect, test } from 'vitest';
import { appSettings } from '#infra/app-settings.ts';
import { bootstrapScriptMaxBytes } from '#infra/limits.ts';
import { synthesizeLayers } from '#infra/synthesize-layers.ts';
import { projectWith, removeTemporaryFolders } from '../support/project.ts';
import { layer, only, script } from './support.ts';

afterAll(removeTemporaryFolders);

/** A resource of the web layer, by its id. */
const resource = (id: string) => {
  const found = layer('web').Resources[id];
  if (found === undefined) throw new Error(`no ${id} in web`);
  return found as { Properties: Record<string, unknown>; [key: string]: unknown };
};
const groups = ['Group', 'AdminGroup'];
const launchTemplates = ['LaunchTemplate', 'AdminTemplate'];

describe('the web group', () => {
  test('keeps the sizes that the calendar gave it through a stack update', () => {
    const group = resource('Group');

    expect(group.Properties).not.toHaveProperty('DesiredCapacity');
    expect(group.UpdatePolicy).toMatchObject({ AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true } });
  });

  test.each(groups)('%s holds its nodes by both hooks, abandons what nobody vouched for and lets go what leaves', (id) => {
    expect(resource(id).Properties.LifecycleHookSpecificationList).toEqual([
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

  test('waits for the listener that serves it, without which nobody checks its health', () => {
    const { Properties } = resource('Group');

    expect(Properties).toMatchObject({ HealthCheckType: 'ELB', MetricsCollection: [{ Granularity: '1Minute' }] });
    expect(Properties.Tags).toContainEqual({
      Key: 'nines:listener',
      PropagateAtLaunch: false,
      Value: { 'Fn::If': ['HasHttps', { Ref: 'HttpsListener' }, { Ref: 'Listener' }] },
    });
  });

  test.each(launchTemplates)('%s launches nodes with IMDSv2, detailed monitoring and an encrypted volume', (id) => {
    expect(resource(id).Properties.LaunchTemplateData).toMatchObject({
      MetadataOptions: { HttpTokens: 'required' },
      Monitoring: { Enabled: true },
      BlockDeviceMappings: [{ Ebs: { Encrypted: true } }],
    });
  });

  test.each(launchTemplates)('%s hands the script to the node untouched, behind its exports', (id) => {
    const { UserData } = resource(id).Properties.LaunchTemplateData as { UserData: unknown };

    const [, [exports, body]] = (UserData as { 'Fn::Base64': { 'Fn::Join': [string, [{ 'Fn::Sub': [string] }, string]] } })['Fn::Base64'][
      'Fn::Join'
    ];

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
