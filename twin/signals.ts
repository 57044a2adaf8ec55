/**
 * What one service of the twin tells another outside the AWS API: facts of the physical world, not events on a bus.
 * Listeners run at once, in the order they were added.
 */
export type SignalMap = {
  /** An EC2 instance changed its state; `reason` is free text for activities. */
  'ec2:instance': { instanceId: string; state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped' };
  /** What a node answers changed (its model booted, broke, lost its database): health checks and flows look again. */
  'node:answers': { instanceId: string };
  /** A target's health changed in a target group. */
  'elb:target-health': { targetGroupArn: string; targetId: string; state: string; reason?: string };
  /** Visitors' rate or the set of routable targets changed, so the flow must be integrated up to now. */
  'elb:flow': { loadBalancerArn: string };
  /** A database's data plane changed: who accepts connections, which zone writes, whether it is redundant. */
  'rds:data-plane': { dbInstanceIdentifier: string };
  /** A name resolves to something else now. */
  'dns:changed': { name: string };
  /** An alarm changed its state; Auto Scaling policies and SNS actions hang on this. */
  'cloudwatch:alarm': { alarmName: string; state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'; previous: string };
  /** A metric has a new data point or its source changed, so its alarms are to be evaluated. */
  'cloudwatch:data': { namespace: string; metricName: string };
  /** A queue has messages that it had not, or has some no longer. */
  'sqs:messages': { queueName: string; queueUrl: string };
  /** An instance of a group is in another lifecycle state. */
  'autoscaling:lifecycle': { groupName: string; instanceId: string; state: string };
  /** A function wrote a line of log; CloudWatch Logs keeps it. */
  'logs:line': { logGroupName: string; logStreamName: string; timestampMs: number; message: string };
};

type Listener<K extends keyof SignalMap> = (signal: SignalMap[K]) => void;
type Listening = { readonly listener: Listener<never>; isReleased: boolean };

/** The twin's internal notifications. */
export class Signals {
  readonly #listeners = new Map<keyof SignalMap, Listening[]>();

  /** Listens until the release that it answers is called. */
  on<K extends keyof SignalMap>(name: K, listener: Listener<K>): () => void {
    const known = this.#listeners.get(name) ?? [];
    const listening = { listener: listener as Listener<never>, isReleased: false };
    known.push(listening);
    this.#listeners.set(name, known);
    return () => this.#release(name, listening);
  }

  emit<K extends keyof SignalMap>(name: K, signal: SignalMap[K]): void {
    for (const { listener, isReleased } of this.#listeners.get(name) ?? []) if (!isReleased) (listener as Listener<K>)(signal);
  }

  // A signal that is on its way keeps its list; the mark keeps whoever is released meanwhile from hearing it.
  #release(name: keyof SignalMap, listening: Listening): void {
    listening.isReleased = true;
    this.#listeners.set(name, this.#listeners.get(name)?.filter((other) => other !== listening) ?? []);
  }
}
