import { SendCommandCommand } from '@aws-sdk/client-ssm';
import { ssm } from '../clients/ssm.ts';
import { TransientError } from '../errors.ts';

/** What is run on a node, and where what it prints is kept. */
export type NodeCommand = {
  instanceId: string;
  script: string;
  timeoutSeconds: number;
  output?: { bucket: string; prefix: string };
  comment: string;
};

/** A node that does not take the command within this time has no agent that listens. */
const DELIVERY_SECONDS = 60;

/** Sends a shell command to one node and answers its id. A node that Systems Manager cannot reach is `InvalidInstanceId`. */
export async function sendNodeCommand({ instanceId, script, timeoutSeconds, output, comment }: NodeCommand): Promise<string> {
  const { Command } = await ssm.send(
    new SendCommandCommand({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [instanceId],
      Parameters: { commands: [script], executionTimeout: [String(timeoutSeconds)] },
      TimeoutSeconds: DELIVERY_SECONDS,
      Comment: comment,
      ...(output ? { OutputS3BucketName: output.bucket, OutputS3KeyPrefix: output.prefix } : {}),
    }),
  );
  if (!Command?.CommandId) throw new TransientError('Systems Manager took the command and gave it no id.');
  return Command.CommandId;
}
