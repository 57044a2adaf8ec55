type Crash = (reason: unknown) => void;

/** Worlds by the prototype of their promises: a realm has one of its own. */
const crashes = new WeakMap<object, Crash>();
let isListening = false;

/** A rejection that nobody in a world handles ends its invocation, as in Lambda, and not the twin's process. */
export function onUnhandledRejection(promisePrototype: object, crash: Crash): void {
  crashes.set(promisePrototype, crash);
  if (isListening) return;
  isListening = true;
  process.on('unhandledRejection', (reason, promise) => {
    const found = crashes.get(Object.getPrototypeOf(promise));
    if (!found) throw reason;
    found(
      Object.assign(new Error(reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason)), {
        name: 'Runtime.UnhandledPromiseRejection',
      }),
    );
  });
}
