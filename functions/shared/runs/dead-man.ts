import { createHash } from 'node:crypto';
import { CreateScheduleCommand, DeleteScheduleCommand } from '@aws-sdk/client-scheduler';
import { scheduler } from '../clients/scheduler.ts';
import { environmentOf } from '../environment.ts';
import { isNamed } from '../errors.ts';

const environment = environmentOf('scheduleGroup', 'schedulerRoleArn', 'scheduleDlqArn', 'functionArnPrefix');
/** An undo that comes hours late may undo what a person has put right since. */
const EVENT_AGE_SECONDS = 3_600;
const ATTEMPTS = 10;

/** Who is to be undone by whom: the undo of a run. */
export type DeadMan = { runId: string; site: string; undoId: string };

/** A schedule's name has at most 64 characters and a run's id may have 80: a digest of both. */
const nameOf = ({ runId, undoId }: DeadMan) => `undo-${createHash('sha256').update(`${runId}/${undoId}`).digest('hex').slice(0, 40)}`;

/** Sets the dead man: a one-time schedule that runs the undo at its deadline, whatever has become of the run. Setting it again changes nothing. */
export async function setDeadMan(deadMan: DeadMan, deadline: string): Promise<void> {
  const { scheduleGroup, schedulerRoleArn, scheduleDlqArn, functionArnPrefix } = environment();
  try {
    await scheduler.send(
      new CreateScheduleCommand({
        Name: nameOf(deadMan),
        GroupName: scheduleGroup,
        Description: `Undoes ${deadMan.undoId} of the run ${deadMan.runId} unless it is cleared before.`,
        ScheduleExpression: `at(${new Date(deadline).toISOString().slice(0, 19)})`,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: `${functionArnPrefix}undo-run`,
          RoleArn: schedulerRoleArn,
          Input: JSON.stringify({ deadMan: true, ...deadMan }),
          DeadLetterConfig: { Arn: scheduleDlqArn },
          RetryPolicy: { MaximumEventAgeInSeconds: EVENT_AGE_SECONDS, MaximumRetryAttempts: ATTEMPTS },
        },
      }),
    );
  } catch (error) {
    if (!isNamed(error, 'ConflictException')) throw error;
  }
}

/** Takes the dead man away. One that has fired is gone already. */
export async function clearDeadMan(deadMan: DeadMan): Promise<void> {
  try {
    await scheduler.send(new DeleteScheduleCommand({ Name: nameOf(deadMan), GroupName: environment().scheduleGroup }));
  } catch (error) {
    if (!isNamed(error, 'ResourceNotFoundException')) throw error;
  }
}
