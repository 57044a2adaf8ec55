import type { Cloud } from '../../cloud.ts';
import type { Random } from '../../random.ts';
import type { LifeCycleState } from './records.ts';

type Living = { readonly id: string; state: LifeCycleState };

/** Ids and states of what EFS makes. EventBridge hears nothing of them: whoever waits has to ask. */
export class Lifecycle {
  readonly #cloud: Cloud;
  readonly #random: Random;

  constructor(cloud: Cloud) {
    this.#cloud = cloud;
    this.#random = cloud.random.split('elasticfilesystem');
  }

  newId(prefix: string): string {
    return `${prefix}-0${this.#random.hex(16)}`;
  }

  enter(thing: Living, state: LifeCycleState): void {
    this.#cloud.journal.write('activity', { what: 'shared files', id: thing.id, from: thing.state, to: state });
    thing.state = state;
  }

  /** Does something after the time of a fact; resolves when it is done. */
  later(fact: string, label: string, done: () => void): Promise<void> {
    const { clock, facts } = this.#cloud;
    return new Promise((resolve) => {
      clock.after(facts.drawMs(fact, this.#random), label, () => {
        done();
        resolve();
      });
    });
  }
}
