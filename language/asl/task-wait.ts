import type { Activation } from './activation.ts';
import type { Suspension } from './coroutine.ts';
import type { TaskDone, TaskHandle, TaskRequest } from './host.ts';
import type { Json } from './json.ts';
import type { TaskEvents } from './task-events.ts';

/** How an attempt of a task ended. */
export type Outcome =
  | { kind: 'succeeded'; output: Json }
  | { kind: 'failed'; error: string | undefined; cause: string | undefined }
  | { kind: 'timedOut'; heartbeat: boolean };

/** The service's "no timeout" (facts F10). */
const NO_TIMEOUT_SECONDS = 99_999_999;

type Timer = { cancel(): void };

/**
 * Starts the effect and its clocks; resumes with how it ended. The first end wins, and all that comes later is ignored.
 * An activity's clocks start when a worker takes it (Developer Guide: state-task, TimeoutSeconds and HeartbeatSeconds).
 */
export function awaitTask(activation: Activation, request: TaskRequest, events: TaskEvents): Suspension {
  return (resume) => {
    const { run, life } = activation.frame;
    let over = false;
    let handle: TaskHandle | undefined;
    let timeout: Timer | undefined;
    let heartbeat: Timer | undefined;

    const close = (): void => {
      over = true;
      timeout?.cancel();
      heartbeat?.cancel();
      release();
    };
    const end = (outcome: Outcome): void => {
      if (over) return;
      close();
      resume(outcome);
      if (outcome.kind === 'timedOut') handle?.cancel();
    };
    const release = life.onEnd(() => {
      close();
      handle?.cancel();
    });
    const listen = (): void => {
      const { heartbeatSeconds } = request;
      if (heartbeatSeconds === undefined || heartbeatSeconds >= NO_TIMEOUT_SECONDS) return;
      heartbeat?.cancel();
      heartbeat = run.host.after(heartbeatSeconds * 1000, () => end({ kind: 'timedOut', heartbeat: true }));
    };
    const startClocks = (): void => {
      const { timeoutSeconds } = request;
      if (timeoutSeconds !== undefined && timeoutSeconds < NO_TIMEOUT_SECONDS) {
        timeout?.cancel();
        timeout = run.host.after(timeoutSeconds * 1000, () => end({ kind: 'timedOut', heartbeat: false }));
      }
      listen();
    };
    if (!events.awaitsWorker) startClocks();
    const done: TaskDone = {
      succeed: (output) => end({ kind: 'succeeded', output }),
      fail: (error, cause) => end({ kind: 'failed', error, cause }),
      heartbeat: () => {
        if (!over) listen();
      },
      submitted: (output) => {
        if (!over) events.submitted(output);
      },
      started: (workerName) => {
        if (over || !events.awaitsWorker) return;
        events.started(workerName);
        startClocks();
      },
    };
    try {
      handle = run.host.runTask(request, done);
    } catch (error) {
      close();
      throw error;
    }
  };
}
