import { type Cloud, serviceArn } from '../../cloud.ts';
import { removeSchedule } from './schedules.ts';
import { checkName, conflict, DEFAULT_GROUP, invalid, requireGroup, type ScheduleGroup, type SchedulerStore } from './store.ts';

type GroupRequest = { name: string; tags: Readonly<Record<string, string>>; clientToken?: string | undefined };

/** Creates a group; the same client token gives back the one that it made. */
export function addGroup(cloud: Cloud, store: SchedulerStore, { name, tags, clientToken }: GroupRequest): ScheduleGroup {
  checkName(name);
  const known = store.groups.get(name);
  if (known && clientToken !== undefined && known.clientToken === clientToken) return known;
  if (known) throw conflict(`Schedule group ${name} already exists.`);
  const createdMs = cloud.clock.nowMs;
  const group: ScheduleGroup = {
    name,
    arn: serviceArn(cloud, 'scheduler', `schedule-group/${name}`),
    createdMs,
    clientToken,
    changedMs: createdMs,
    state: 'ACTIVE',
    tags: new Map(Object.entries(tags)),
  };
  store.groups.set(name, group);
  return group;
}

/** A group takes its schedules along. While it is DELETING they may still invoke their targets; `onGone` is told of its end. */
export function removeGroup(cloud: Cloud, store: SchedulerStore, name: string, onGone: () => void = () => undefined): void {
  const group = requireGroup(store, name);
  if (name === DEFAULT_GROUP) throw invalid('The default schedule group cannot be deleted.');
  if (group.state === 'DELETING') throw conflict(`Schedule group ${name} is being deleted.`);
  group.state = 'DELETING';
  group.changedMs = cloud.clock.nowMs;
  cloud.clock.after(cloud.facts.valueMs('scheduler.groupDeletion'), `delete schedule group ${name}`, () => {
    for (const record of [...store.schedules.values()]) if (record.group === name) removeSchedule(store, record);
    store.groups.delete(name);
    onGone();
  });
}
