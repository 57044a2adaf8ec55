import { describe, expect, it } from 'vitest';
import { createS3 } from '#twin/services/s3/index.ts';
import { createSsm } from '#twin/services/ssm/index.ts';
import { MINUTE, openWebTier, SECOND } from '../web-tier.ts';

async function managed(options: Parameters<typeof openWebTier>[0] = {}) {
  const web = await openWebTier(options);
  web.cloud.add(createSsm(web.cloud, web.ec2.findNode));
  web.cloud.add(createS3(web.cloud));
  const ssm = (operation: string, input: object) => web.cloud.callNow('ssm', operation, input);
  const send = (given: object) => ssm('SendCommand', { DocumentName: 'AWS-RunShellScript', ...given }).Command;
  return { ...web, ssm, send };
}

const CHECK = { Parameters: { commands: ['/opt/nines/check-node'] } };

describe('a command', () => {
  it('runs on a node and tells the bus how it ended', async () => {
    const web = await managed();
    await web.play(3 * MINUTE);
    const [id = ''] = web.members();

    const { CommandId } = web.send({ InstanceIds: [id], ...CHECK });
    await web.play(SECOND);

    expect(web.ssm('GetCommandInvocation', { CommandId, InstanceId: id })).toMatchObject({ Status: 'Success', ResponseCode: 0 });
    const [event] = web.eventsOf('EC2 Command Invocation Status-change Notification');
    expect(event?.detail).toMatchObject({ 'command-id': CommandId, 'instance-id': id, status: 'Success' });
    const whole = web.eventsOf('EC2 Command Status-change Notification');
    expect(whole.map(({ detail }) => detail)).toMatchObject([{ status: 'Success', parameters: CHECK.Parameters }]);
  });

  it('reaches every node with a tag', async () => {
    const web = await managed();
    await web.play(3 * MINUTE);

    const { CommandId } = web.send({ Targets: [{ Key: 'tag:nines:site', Values: ['myapp'] }], ...CHECK });
    await web.play(SECOND);

    const { CommandInvocations } = web.ssm('ListCommandInvocations', { CommandId });
    expect(CommandInvocations.map((one: { InstanceId: string }) => one.InstanceId).sort()).toEqual(web.members().sort());
  });

  it('leaves its output in the bucket', async () => {
    const web = await managed();
    web.cloud.callNow('s3', 'CreateBucket', { Bucket: 'evidence' });
    await web.play(3 * MINUTE);
    const [id = ''] = web.members();

    const { CommandId } = web.send({
      InstanceIds: [id],
      Parameters: { commands: ['/opt/nines/collect-logs'] },
      OutputS3BucketName: 'evidence',
      OutputS3KeyPrefix: 'nodes/myapp',
    });
    await web.play(SECOND);

    const Key = `nodes/myapp/${CommandId}/${id}/awsrunShellScript/0.awsrunShellScript/stdout`;
    const { Body } = web.cloud.callNow('s3', 'GetObject', { Bucket: 'evidence', Key });
    expect(new TextDecoder().decode(Body)).toContain(id);
  });

  it('fails on a node that does not serve', async () => {
    const web = await managed({ faults: { read: (name) => (name === 'node:never-boots' ? true : undefined) }, graceSeconds: 7_200 });
    await web.play(MINUTE);
    const [id = ''] = web.members();

    const { CommandId } = web.send({ InstanceIds: [id], ...CHECK });
    await web.play(6 * MINUTE);

    expect(web.ssm('GetCommandInvocation', { CommandId, InstanceId: id })).toMatchObject({ Status: 'Failed', ResponseCode: 1 });
  });

  it('times out when its node goes away', async () => {
    const web = await managed({ faults: { read: (name) => (name === 'node:never-boots' ? true : undefined) }, graceSeconds: 7_200 });
    await web.play(MINUTE);
    const [id = ''] = web.members();
    const { CommandId } = web.send({ InstanceIds: [id], Parameters: { ...CHECK.Parameters, executionTimeout: ['120'] } });
    await web.play(10 * SECOND);

    web.cloud.callNow('ec2', 'TerminateInstances', { InstanceIds: [id] });
    await web.play(3 * MINUTE);

    expect(web.ssm('GetCommandInvocation', { CommandId, InstanceId: id })).toMatchObject({ Status: 'TimedOut' });
  });

  it('is refused before the operating system of its instance is up', async () => {
    const web = await managed();
    await web.play(20 * SECOND);
    const [id = ''] = web.members('Pending');

    expect(() => web.send({ InstanceIds: [id], ...CHECK })).toThrow(expect.objectContaining({ shape: 'InvalidInstanceId' }));
  });

  it('is refused with a document that the twin does not have', async () => {
    const web = await managed();

    expect(() => web.ssm('SendCommand', { DocumentName: 'AWS-RunPatchBaseline', InstanceIds: [] })).toThrow(
      'the document AWS-RunPatchBaseline',
    );
  });
});
