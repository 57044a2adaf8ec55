import type { Cloud } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { EventLog } from './event-log.ts';
import type { EventId } from './event-messages.ts';
import { type FailoverPlan, planFailover } from './failover-plan.ts';
import type { DbInstance, InstanceStatus } from './instance.ts';

type SetStatus = (instance: DbInstance, status: InstanceStatus, reason: string) => void;

/** Reboots, with and without failover. */
export class Reboots {
  readonly #cloud: Cloud;
  readonly #events: EventLog;
  readonly #random: Random;
  readonly #setStatus: SetStatus;

  constructor(cloud: Cloud, events: EventLog, setStatus: SetStatus) {
    this.#cloud = cloud;
    this.#events = events;
    this.#setStatus = setStatus;
    this.#random = cloud.random.split('rds-reboot');
  }

  start(instance: DbInstance, forceFailover: boolean): void {
    if (forceFailover && !instance.settings.multiAz) {
      // The constraint is documented (RebootDBInstance); the code is not, and no log of it was found: from memory (facts R21).
      throw new AwsError('InvalidParameterCombination', 'Cannot force a failover of a DB instance that is not configured for Multi-AZ.');
    }
    if (instance.status !== 'available') {
      throw new AwsError('InvalidDBInstanceStateFault', `Instance ${instance.id} is not in available state.`);
    }
    if (!forceFailover) this.#restart(instance);
    else if (instance.redundant) this.#failOver(instance);
    else this.#tell('RDS-EVENT-0034', instance);
  }

  #restart(instance: DbInstance): void {
    this.#setStatus(instance, 'rebooting', 'reboot');
    const zone = instance.plane.writerZone as string;
    instance.plane.stop();
    this.#tell('RDS-EVENT-0004', instance);
    this.#journal(instance, zone, 'nobody', 'reboot');
    this.#after(instance, this.#cloud.facts.drawMs('rds.singleZoneReboot', this.#random), 'restarted', () => {
      instance.plane.open(zone);
      this.#journal(instance, 'nobody', zone, 'restarted');
      this.#tell('RDS-EVENT-0006', instance);
      this.#setStatus(instance, 'available', 'rebooted');
    });
  }

  #failOver(instance: DbInstance): void {
    const plan = planFailover(this.#cloud.facts, this.#random);
    this.#setStatus(instance, 'rebooting', 'reboot with failover');
    if (this.#hasFault('rds:reboot-without-failover', instance)) {
      this.#after(instance, plan.availableMs, 'available', () => {
        this.#setStatus(instance, 'available', 'rebooted');
      });
      return;
    }
    instance.redundant = false;
    const from = instance.plane.writerZone as string;
    const to = otherZone(instance, from);
    this.#stopOldWriter(instance, plan, from);
    if (this.#hasFault('rds:failover-never-ends', instance)) return;
    this.#promote(instance, plan, from, to);
    this.#tellEnd(instance, plan, from, to);
  }

  #stopOldWriter(instance: DbInstance, plan: FailoverPlan, from: string): void {
    this.#after(instance, plan.writesStopMs, 'writes stop', () => {
      instance.plane.stopWrites();
      this.#journal(instance, from, from, 'writes hang');
    });
    this.#after(instance, plan.readsStopMs, 'reads stop', () => {
      if (this.#hasFault('rds:split-old-writer', instance)) instance.plane.isolate();
      else instance.plane.stop();
      this.#journal(instance, from, 'nobody', 'failover started');
      this.#tell('RDS-EVENT-0013', instance);
    });
  }

  #promote(instance: DbInstance, plan: FailoverPlan, from: string, to: string): void {
    this.#after(instance, plan.restartedEventMs, 'restarted', () => this.#tell('RDS-EVENT-0006', instance));
    this.#after(instance, plan.nameMovesMs, 'name moves', () => {
      const ttlSeconds = this.#cloud.facts.value('rds.endpointTtl');
      this.#cloud.network.setName(instance.endpointName, [instance.plane.addressIn(to)], ttlSeconds);
      this.#journal(instance, from, to, 'name moved');
      this.#tell('RDS-EVENT-0015', instance);
    });
    this.#after(instance, plan.usableMs, 'usable', () => {
      this.#loseRows(instance);
      instance.plane.open(to);
      this.#journal(instance, 'nobody', to, 'standby promoted');
    });
  }

  #tellEnd(instance: DbInstance, plan: FailoverPlan, from: string, to: string): void {
    this.#after(instance, plan.completedEventMs, 'completed', () => this.#tell('RDS-EVENT-0049', instance));
    this.#after(instance, plan.availableMs, 'available', () => {
      this.#setStatus(instance, 'available', 'rebooted');
    });
    // No figure for the standby's rebuilding was found; the API names both zones again once it is there.
    this.#after(instance, plan.zonesSwappedMs, 'zones swapped', () => {
      instance.shownZone = to;
      instance.shownStandbyZone = from;
      instance.redundant = true;
      this.#journal(instance, from, to, 'API shows the zones swapped');
      this.#cloud.signals.emit('rds:data-plane', { dbInstanceIdentifier: instance.id });
    });
  }

  /** The fault's setting is how many acknowledged rows are lost; `true` is one. */
  #loseRows(instance: DbInstance): void {
    const setting = this.#cloud.faults.read('rds:lose-acknowledged-writes', instance.id);
    if (!setting) return;
    const lost = instance.plane.loseNewest(Number(setting));
    this.#cloud.journal.write('fault', { fault: 'rds:lose-acknowledged-writes', id: instance.id, lost });
  }

  #hasFault(name: string, instance: DbInstance): boolean {
    const setting = this.#cloud.faults.read(name, instance.id);
    if (setting) this.#cloud.journal.write('fault', { fault: name, id: instance.id });
    return Boolean(setting);
  }

  /** What was planned for an instance that is being deleted happens no more. */
  #after(instance: DbInstance, delayMs: number, label: string, act: () => void): void {
    this.#cloud.clock.after(delayMs, `rds ${instance.id} ${label}`, () => {
      if (instance.status !== 'deleting') act();
    });
  }

  #tell(id: EventId, instance: DbInstance): void {
    this.#events.tell(id, 'db-instance', instance);
  }

  #journal(instance: DbInstance, from: string, to: string, reason: string): void {
    this.#cloud.journal.write('activity', { what: 'database', id: instance.id, from, to, reason });
  }
}

function otherZone(instance: DbInstance, zone: string): string {
  const standby = [instance.shownZone, instance.shownStandbyZone].find((candidate) => candidate !== zone);
  if (!standby) throw new RangeError(`${instance.id} has no standby`);
  return standby;
}
