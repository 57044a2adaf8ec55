import { ResumeProcessesCommand, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import type { Undo } from '#events/steps.ts';
import { autoScaling } from '../clients/auto-scaling.ts';
import { discardBuilder } from '../refresh/discard-builder.ts';
import { takeRefreshBack } from '../refresh/take-refresh-back.ts';

/** Runs an undo. Every act sets a state instead of changing one by a difference, so that running it twice is as once. */
export async function actUndo(undo: Undo): Promise<void> {
  switch (undo.kind) {
    case 'restore-group': {
      const { group, min, max, desired } = undo.arguments;
      await autoScaling.send(
        new UpdateAutoScalingGroupCommand({
          AutoScalingGroupName: group,
          ...(min === undefined ? {} : { MinSize: min }),
          ...(max === undefined ? {} : { MaxSize: max }),
          ...(desired === undefined ? {} : { DesiredCapacity: desired }),
        }),
      );
      return;
    }
    case 'resume-processes': {
      const { group, processes } = undo.arguments;
      await autoScaling.send(new ResumeProcessesCommand({ AutoScalingGroupName: group, ScalingProcesses: processes }));
      return;
    }
    case 'discard-builder':
      await discardBuilder(undo.arguments.builder);
      return;
    case 'rollback-refresh':
      await takeRefreshBack(undo.arguments);
      return;
    case 'none':
      return;
    default: {
      const never: never = undo;
      throw new RangeError(`No undo is known for ${JSON.stringify(never)}.`);
    }
  }
}
