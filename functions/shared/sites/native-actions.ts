import { DeleteScheduledActionCommand, PutScheduledUpdateGroupActionCommand } from '@aws-sdk/client-auto-scaling';
import type { SiteSpec } from '#domain/site-spec.ts';
import { nativeActions } from '#domain/windows.ts';
import { autoScaling } from '../clients/auto-scaling.ts';
import { isNamed } from '../errors.ts';

/** Gives the group its own scheduled actions, so that the weekend scales when the control plane is dead. Putting one again replaces it. */
export async function putNativeActions(spec: SiteSpec): Promise<string[]> {
  const actions = nativeActions(spec);
  for (const { name, recurrence, timezone, min, ...limits } of actions) {
    await autoScaling.send(
      new PutScheduledUpdateGroupActionCommand({
        AutoScalingGroupName: spec.web.group,
        ScheduledActionName: name,
        Recurrence: recurrence,
        TimeZone: timezone,
        MinSize: min,
        ...('max' in limits ? { MaxSize: limits.max } : {}),
      }),
    );
  }
  return actions.map(({ name }) => name);
}

/**
 * Takes the scheduled actions away; with `kept` only those that the site no longer has. A group or an action that is not there is a
 * validation error of Auto Scaling's.
 */
export async function deleteNativeActions(spec: SiteSpec, kept?: SiteSpec): Promise<string[]> {
  const stay = kept ? nativeActions(kept).map(({ name }) => name) : [];
  const deleted: string[] = [];
  for (const { name } of nativeActions(spec).filter((action) => !stay.includes(action.name))) {
    try {
      await autoScaling.send(new DeleteScheduledActionCommand({ AutoScalingGroupName: spec.web.group, ScheduledActionName: name }));
      deleted.push(name);
    } catch (error) {
      if (!isNamed(error, 'ValidationError')) throw error;
    }
  }
  return deleted;
}
