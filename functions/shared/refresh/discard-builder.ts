import { DescribeInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { BUILDER_TAG } from '#domain/glossary.ts';
import { ec2 } from '../clients/ec2.ts';

const ALIVE = ['pending', 'running', 'stopping', 'stopped'];

/** Ends what a run has launched to make an image of, if it has and it still lives; it is known by its tag, so that its id may be lost. */
export async function discardBuilder(runId: string): Promise<void> {
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({
      Filters: [
        { Name: `tag:${BUILDER_TAG}`, Values: [runId] },
        { Name: 'instance-state-name', Values: ALIVE },
      ],
    }),
  );
  const InstanceIds = Reservations.flatMap(({ Instances = [] }) => Instances.flatMap(({ InstanceId }) => InstanceId ?? []));
  if (InstanceIds.length > 0) await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
}
