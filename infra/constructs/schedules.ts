import { Effect, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { namePrefix } from '../names.ts';
import type { ArnPrefixes } from '../tokens.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { tagPart } from './tag-part.ts';
import { trustedService } from './trusted-service.ts';

/** The function that the dead man's schedules call. */
const undoFunction = 'undo-run';

/** The group of our schedules, the role they act with, and the queue for what they could not deliver. */
export class Schedules extends Construct {
  readonly groupName = namePrefix;
  readonly role: Role;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: { machines: readonly string[]; arns: ArnPrefixes }) {
    super(scope, id);
    new CfnScheduleGroup(this, 'Group', { name: this.groupName });
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', 'schedule-dead-letters');
    this.role = new Role(this, 'Role', {
      description: 'Lets schedules of Nines start its machines and undo its runs, and nothing else',
      assumedBy: trustedService('scheduler.amazonaws.com'),
    });
    this.allow('sqs:SendMessage', [this.deadLetters.queueArn]);
    this.allow('lambda:InvokeFunction', [props.arns.function + undoFunction]);
    if (props.machines.length > 0) {
      this.allow(
        'states:StartExecution',
        props.machines.map((machine) => props.arns.machine + machine),
      );
    }
    tagPart(this, 'schedules');
  }

  private allow(action: string, resources: string[]): void {
    this.role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions: [action], resources }));
  }
}
