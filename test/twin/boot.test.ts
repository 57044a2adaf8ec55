// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates and definitions write their variables so.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { bootFromAssembly, readAssets } from '#twin/boot.ts';
import { createCloud } from '#twin/create-cloud.ts';
import { createCloudFormation } from '#twin/services/cloudformation/index.ts';
import { createIam } from '#twin/services/iam/index.ts';
import { createSsm } from '#twin/services/ssm/index.ts';
import { createStates } from '#twin/services/states/index.ts';

const BUCKET = 'cdk-hnb659fds-assets-123456789012-us-east-1';
const DEFINITION = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', Result: '${Word}', End: true } } });
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A cloud assembly as `cdk synth` writes it, with one stack. */
function writeAssembly(template: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'assembly-'));
  folders.push(folder);
  const write = (name: string, content: unknown): void =>
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  mkdirSync(join(folder, 'asset.bundle'));
  write('asset.bundle/index.js', 'exports.handler = () => 1;');
  write('asset.machine.json', DEFINITION);
  write('manifest.json', {
    version: '48.0.0',
    artifacts: {
      'nines.assets': { type: 'cdk:asset-manifest', properties: { file: 'nines.assets.json' } },
      nines: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'nines.template.json', requiresBootstrapStackVersion: 6, tags: { owner: 'test' } },
      },
    },
  });
  write('nines.template.json', template);
  const destination = (objectKey: string) => ({
    'current_account-us-east-1': { bucketName: 'cdk-hnb659fds-assets-${AWS::AccountId}-us-east-1', objectKey },
  });
  write('nines.assets.json', {
    version: '48.0.0',
    files: {
      one: { source: { path: 'asset.bundle', packaging: 'zip' }, destinations: destination('one.zip') },
      two: { source: { path: 'asset.machine.json', packaging: 'file' }, destinations: destination('two.json') },
    },
  });
  return folder;
}

function openAccount(folder: string) {
  const cloud = createCloud({ seed: 7, startMs: Date.parse('2018-02-08T08:00:00Z'), assets: readAssets(folder) });
  for (const module of [createCloudFormation(cloud), createIam(cloud), createStates(cloud), createSsm(cloud, () => undefined)])
    cloud.add(module);
  return cloud;
}

const TEMPLATE = {
  Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' } },
  Rules: {
    CheckBootstrapVersion: {
      Assertions: [
        {
          Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2', '3', '4', '5'], { Ref: 'BootstrapVersion' }] }] },
          AssertDescription: 'bootstrap',
        },
      ],
    },
  },
  Resources: {
    Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'nines-demo',
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        DefinitionS3Location: { Bucket: { 'Fn::Sub': 'cdk-hnb659fds-assets-${AWS::AccountId}-${AWS::Region}' }, Key: 'two.json' },
        DefinitionSubstitutions: { Word: { Ref: 'Role' } },
      },
    },
  },
  Outputs: { MachineArn: { Value: { Ref: 'Machine' } } },
};

describe('the assets of an assembly', () => {
  it('are folders and files under the names that the template gives', () => {
    const assets = readAssets(writeAssembly(TEMPLATE));

    expect(assets.directory(BUCKET, 'one.zip')).toMatch(/asset\.bundle$/);
    expect(new TextDecoder().decode(assets.file(BUCKET, 'two.json'))).toBe(DEFINITION);
  });

  it('are not there under other names, nor of the other kind', () => {
    const assets = readAssets(writeAssembly(TEMPLATE));

    expect(assets.file(BUCKET, 'three.json')).toBeUndefined();
    expect(assets.file(BUCKET, 'one.zip')).toBeUndefined();
    expect(assets.directory('another', 'one.zip')).toBeUndefined();
  });
});

describe('an assembly that is booted', () => {
  it('answers its outputs once everything is there', async () => {
    const folder = writeAssembly(TEMPLATE);
    const cloud = openAccount(folder);

    const { outputs } = await bootFromAssembly(cloud, folder, { stackName: 'nines' });

    expect(outputs).toEqual({ MachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:nines-demo' });
    const { definition } = cloud.callNow('states', 'DescribeStateMachine', { stateMachineArn: outputs.MachineArn });
    expect(definition).toMatch(/"Result":"nines-Role-[A-Z0-9]{12}"/);
  });

  it('fails with the reason when a resource does', async () => {
    const broken = structuredClone(TEMPLATE);
    broken.Resources.Machine.Properties.DefinitionS3Location.Key = 'one.zip';
    const folder = writeAssembly(broken);

    await expect(bootFromAssembly(openAccount(folder), folder, { stackName: 'nines' })).rejects.toThrow(
      /the stack nines is ROLLBACK_COMPLETE: Machine: /,
    );
  });

  it('names the stacks that there are when asked for another', async () => {
    const folder = writeAssembly(TEMPLATE);

    await expect(bootFromAssembly(openAccount(folder), folder, { stackName: 'tens' })).rejects.toThrow(
      'the assembly has no stack tens, only nines',
    );
  });
});
