import { type Cloud, serviceArn } from '../../cloud.ts';
import { AwsError } from '../../errors.ts';
import type { Random } from '../../random.ts';
import type { Alarm, AlarmConfiguration } from './alarm.ts';
import type { Evaluator } from './evaluator.ts';
import type { History } from './history.ts';

/** Alarms in an account and region (CloudWatch quotas). */
const MAX_ALARMS = 5_000;

/** The ARN of an alarm. */
export const alarmArn = (cloud: Pick<Cloud, 'region' | 'account'>, name: string): string =>
  serviceArn(cloud, 'cloudwatch', `alarm:${name}`);

/** The alarms of the account, by name. */
export class Alarms {
  readonly #cloud: Cloud;
  readonly #random: Random;
  readonly #alarms = new Map<string, Alarm>();
  readonly #history: History;

  constructor(cloud: Cloud, history: History) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('cloudwatch');
    this.#history = history;
  }

  /** In the order of their names, as the API lists them. */
  all(): Alarm[] {
    return [...this.#alarms.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  get(name: string | undefined): Alarm | undefined {
    return this.#alarms.get(name ?? '');
  }

  find(name: string | undefined): Alarm {
    const alarm = this.get(name);
    if (!alarm) throw new AwsError('ResourceNotFound', `Alarm ${name} does not exist`, { statusCode: 404 });
    return alarm;
  }

  /** A name that is taken is configured anew: its state and tags stay, everything else is replaced. */
  put(name: string, configuration: AlarmConfiguration, actionsEnabled: boolean, evaluator: Evaluator): { alarm: Alarm; isNew: boolean } {
    const previous = this.#alarms.get(name);
    const alarm = previous ?? this.#create(name, configuration);
    alarm.configuration = configuration;
    alarm.actionsEnabled = actionsEnabled;
    alarm.updatedMs = this.#cloud.clock.nowMs;
    this.#history.note(name, 'ConfigurationUpdate', `Alarm "${name}" ${previous ? 'updated' : 'created'}`, {
      type: previous ? 'Update' : 'Create',
    });
    evaluator.look(alarm);
    return { alarm, isNew: previous === undefined };
  }

  delete(name: string): void {
    const alarm = this.#alarms.get(name);
    if (!alarm) return;
    alarm.timer?.cancel();
    this.#alarms.delete(name);
    this.#history.note(name, 'ConfigurationUpdate', `Alarm "${name}" deleted`, { type: 'Delete' });
  }

  // Every alarm starts without a verdict (C6).
  #create(name: string, configuration: AlarmConfiguration): Alarm {
    if (this.#alarms.size >= MAX_ALARMS) throw new AwsError('LimitExceededFault', `The quota of ${MAX_ALARMS} alarms has been reached`);
    const { nowMs } = this.#cloud.clock;
    const alarm: Alarm = {
      name,
      arn: alarmArn(this.#cloud, name),
      metricId: this.#random.uuid(),
      configuration,
      updatedMs: nowMs,
      actionsEnabled: true,
      state: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', atMs: nowMs },
      tags: {},
    };
    this.#alarms.set(name, alarm);
    return alarm;
  }
}
