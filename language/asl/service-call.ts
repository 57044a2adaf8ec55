import type { Activation } from './activation.ts';
import type { Co } from './coroutine.ts';
import type { Json } from './json.ts';

/** How a service call that is no task of its own (an ItemReader's, a ResultWriter's) ended. */
export type Called = { output: Json } | { error: string; cause: string };

/** Asks the host for a call of an AWS service on behalf of a Map; it has no events, retries or timeouts of its own. */
export function* callService(activation: Activation, resource: string, input: Json): Co<Called> {
  const { run, life } = activation.frame;
  return (yield (resume) => {
    const handle = run.host.runTask(
      { resource, input, stateName: activation.state.name, context: activation.context() },
      {
        succeed: (output) => finish({ output }),
        fail: (error, cause) => finish({ error: error ?? '', cause: cause ?? '' }),
        heartbeat: () => undefined,
        submitted: () => undefined,
      },
    );
    const release = life.onEnd(() => handle.cancel());
    function finish(called: Called): void {
      // A host may answer before runTask has returned; there is nothing to release then.
      queueMicrotask(() => release());
      resume(called);
    }
  }) as Called;
}
