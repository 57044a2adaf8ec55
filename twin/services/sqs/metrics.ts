import type { MetricSource, Statistics } from '../../metric-source.ts';
import type { Queue } from './queue.ts';

/** What SQS tells CloudWatch of a queue, each minute (SQS Developer Guide: available CloudWatch metrics). */
export const QUEUE_METRICS = ['ApproximateNumberOfMessagesVisible', 'ApproximateAgeOfOldestMessage'] as const;
const MINUTE_MS = 60_000;

/** A queue's value at a moment, and until when it stays. */
type Reading = { at(queue: Queue, atMs: number): number | undefined; steadyUntilMs(queue: Queue, sinceMs: number): number };

const READINGS: Readonly<Record<(typeof QUEUE_METRICS)[number], Reading>> = {
  ApproximateNumberOfMessagesVisible: {
    at: (queue, atMs) => queue.visible.at(atMs),
    steadyUntilMs: (queue, sinceMs) => queue.visible.steadyUntilMs(sinceMs),
  },
  // Told only while there is a message; then it grows by itself.
  ApproximateAgeOfOldestMessage: {
    at: (queue, atMs) => queue.oldestAgeSeconds(atMs),
    steadyUntilMs: (queue, sinceMs) => (queue.oldestAgeSeconds(sinceMs) === undefined ? Number.POSITIVE_INFINITY : sinceMs),
  },
};

/**
 * The metrics of the queues. A queue that nobody touches for six hours tells nothing until somebody does; here those that have an alarm
 * are polled all the time, so that none ever falls asleep.
 */
export const queueMetrics = (queues: () => readonly Queue[]): MetricSource[] =>
  QUEUE_METRICS.map((metricName) => {
    const { at, steadyUntilMs } = READINGS[metricName];
    const named = (name: string | undefined): Queue | undefined => queues().find((queue) => queue.name === name);
    return {
      namespace: 'AWS/SQS',
      metricName,
      read: ({ QueueName }, fromMs, toMs) => {
        const queue = named(QueueName);
        return queue && statisticsOf((atMs) => (atMs < queue.createdMs ? undefined : at(queue, atMs)), fromMs, toMs);
      },
      steadyUntilMs: ({ QueueName }, sinceMs) => {
        const queue = named(QueueName);
        if (queue === undefined) return Number.POSITIVE_INFINITY;
        return queue.createdMs > sinceMs ? sinceMs : steadyUntilMs(queue, sinceMs);
      },
    };
  });

/** One sample a minute, taken when it begins. */
function statisticsOf(at: (atMs: number) => number | undefined, fromMs: number, toMs: number): Statistics | undefined {
  const values: number[] = [];
  for (let atMs = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS; atMs < toMs; atMs += MINUTE_MS) {
    const value = at(atMs);
    if (value !== undefined) values.push(value);
  }
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  return { sampleCount: values.length, sum, minimum: Math.min(...values), maximum: Math.max(...values) };
}
