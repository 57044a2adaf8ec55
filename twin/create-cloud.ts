import { RunningWork } from './activity.ts';
import { callThrough } from './calls.ts';
import { VirtualClock } from './clock.ts';
import type { Assets, Authorize, BusEvent, Cloud, Faults, ResourceProvider, ServiceModule, ServiceName } from './cloud.ts';
import { NotInTwinError, TwinFailure } from './errors.ts';
import { Facts, type Profile } from './facts.ts';
import { Journal } from './journal.ts';
import { VirtualNetwork } from './network/virtual-network.ts';
import { Random } from './random.ts';
import { Signals } from './signals.ts';
import { Credentials } from './wire/credentials.ts';
import { ReadTracker } from './wire/reads.ts';

export type CloudOptions = {
  seed: number;
  startMs: number;
  profile?: Profile;
  account?: string;
  region?: string;
  faults?: Faults;
  assets?: Assets;
  /** Default: every principal may; resource policies are their services' own. */
  authorize?: Authorize;
};

/** A world that nothing bends. */
export const NO_FAULTS: Faults = { onCall: () => undefined, onEmit: () => ({ delayMs: 0, copies: 1 }), read: () => undefined };
const NO_ASSETS: Assets = { directory: () => undefined, file: () => undefined };

/** An empty account: add services to it with `add`. Account number and region are examples from AWS's documentation. */
export function createCloud(options: CloudOptions): Cloud {
  const clock = new VirtualClock(options.startMs);
  const random = new Random(options.seed);
  const journal = new Journal(() => clock.nowMs);
  const signals = new Signals();
  const work = new RunningWork();
  const modules = new Map<ServiceName, ServiceModule>();
  const providers = new Map<string, ResourceProvider>();
  const faults = options.faults ?? NO_FAULTS;
  const authorize = options.authorize ?? (() => undefined);
  const reads = new ReadTracker();
  const refusals = new Set<string>();
  const refuse = (error: NotInTwinError): void => void refusals.add(error.subject);
  let deliver: ((event: BusEvent) => void) | undefined;

  const cloud: Cloud = {
    account: options.account ?? '123456789012',
    region: options.region ?? 'us-east-1',
    clock,
    random,
    journal,
    signals,
    faults,
    facts: new Facts(options.profile ?? 'documented'),
    network: new VirtualNetwork(signals, journal, faults),
    assets: options.assets ?? NO_ASSETS,
    activity: work,
    credentials: new Credentials(random.split('credentials')),
    refuse,
    refusals: () => [...refusals],
    acceptedWithoutEffect: () => reads.unread(),
    call: callThrough({ modules, authorize, faults, journal, reads, requestIds: random.split('request-ids'), refuse }),
    callNow(service, operation, input, principal = { kind: 'service', service: 'twin' }) {
      const answer = cloud.call(service, operation, input, principal);
      if (answer instanceof Promise) throw new TwinFailure(`${service}:${operation} takes time and was asked for at once`);
      return answer as never;
    },
    emit(event) {
      const { delayMs, copies } = faults.onEmit(event);
      if (copies === 0) journal.write('fault', { lost: event['detail-type'], source: event.source });
      for (let copy = 0; copy < copies; copy++) clock.after(delayMs, `emit ${event['detail-type']}`, () => deliver?.(event));
    },
    connectBus(sink) {
      deliver = sink;
    },
    provider(type) {
      const found = providers.get(type);
      if (!found) throw new NotInTwinError(`the resource type ${type}`);
      return found;
    },
    add(module) {
      modules.set(module.name, module);
      for (const provider of module.providers ?? []) providers.set(provider.type, provider);
    },
    settle: () => work.settle(),
    runUntil: (untilMs, isDone) => clock.run(untilMs, () => work.settle(), isDone),
  };
  return cloud;
}
