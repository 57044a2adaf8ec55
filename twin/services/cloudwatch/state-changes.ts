import type { Cloud, ServiceName } from '../../cloud.ts';
import { AwsError, NotInTwinError } from '../../errors.ts';
import type { Alarm, AlarmState, StateRecord } from './alarm.ts';
import type { History } from './history.ts';
import { eventDetail, lambdaPayload, mailSubject, snsMessage } from './messages.ts';

/** Changes alarms' states and tells bus, topics, functions and scaling policies (C10, C11). */
export class StateChanges {
  readonly #cloud: Cloud;
  readonly #history: History;

  constructor(cloud: Cloud, history: History) {
    this.#cloud = cloud;
    this.#history = history;
  }

  /** Enters a state; the state that an alarm is in already is no change. */
  enter(alarm: Alarm, value: AlarmState, reason: string, reasonData?: string): void {
    const previous = alarm.state;
    if (value === previous.value) return;
    alarm.state = { value, reason, reasonData, atMs: this.#cloud.clock.nowMs };
    this.#cloud.journal.write('alarm', { alarm: alarm.name, from: previous.value, to: value, reason });
    this.#history.note(alarm.name, 'StateUpdate', `Alarm updated from ${previous.value} to ${value}`, {
      oldState: { stateValue: previous.value, stateReason: previous.reason },
      newState: { stateValue: value, stateReason: reason },
    });
    this.#cloud.emit({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      resources: [alarm.arn],
      detail: eventDetail(alarm, previous),
    });
    if (alarm.actionsEnabled) for (const action of alarm.configuration.actions[value]) this.#act(alarm, previous, action);
    this.#cloud.signals.emit('cloudwatch:alarm', { alarmName: alarm.name, state: value, previous: previous.value });
  }

  // Scaling policies hear the signal and read the alarm's actions themselves.
  #act(alarm: Alarm, previous: StateRecord, action: string): void {
    if (action.startsWith('arn:aws:sns:')) {
      const Message = JSON.stringify(snsMessage(this.#cloud, alarm, previous));
      this.#call(
        alarm,
        action,
        'sns',
        'Publish',
        { TopicArn: action, Subject: mailSubject(this.#cloud, alarm), Message },
        'cloudwatch.amazonaws.com',
      );
    } else if (action.startsWith('arn:aws:lambda:')) {
      const Payload = new TextEncoder().encode(JSON.stringify(lambdaPayload(this.#cloud, alarm, previous)));
      const input = { FunctionName: action, InvocationType: 'Event', Payload };
      this.#call(alarm, action, 'lambda', 'Invoke', input, 'lambda.alarms.cloudwatch.amazonaws.com');
    }
  }

  // An action that fails does not touch the alarm; the failed call stands in the journal.
  #call(alarm: Alarm, action: string, service: ServiceName, operation: string, input: object, caller: string): void {
    try {
      this.#cloud.callNow(service, operation, input, { kind: 'service', service: caller, sourceArn: alarm.arn });
      this.#history.note(alarm.name, 'Action', `Successfully executed action ${action}`, {
        actionState: 'Succeeded',
        notificationResource: action,
      });
    } catch (error) {
      if (!(error instanceof AwsError || error instanceof NotInTwinError)) throw error;
      const data = { actionState: 'Failed', notificationResource: action, error: error.message };
      this.#history.note(alarm.name, 'Action', `Failed to execute action ${action}`, data);
    }
  }
}
