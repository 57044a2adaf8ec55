import v8 from 'node:v8';
import vm from 'node:vm';

/** Worlds that may lie dead before the heap is collected: at 1 to 3 MB each, some 60 MB. */
const MAX_DEAD_WORLDS = 32;

let collect: NodeJS.GCFunction | undefined;

/**
 * Has the heap collected whenever enough worlds are dead. V8 lets a heap grow to several times what was live at its last full
 * collection, and a world is old when it dies: left alone, a weekend of 150 cold starts took 300 MB more.
 */
export class DeadWorlds {
  #count = 0;

  add(): void {
    this.#count++;
  }

  /** To be called when nothing refers to a dead world any more; virtual time and the journal do not notice. */
  collectIfMany(): void {
    if (this.#count < MAX_DEAD_WORLDS) return;
    this.#count = 0;
    collect ??= hostCollector();
    collect({ type: 'major', execution: 'sync' });
  }
}

/** The engine gives its collector only to contexts made under this flag, which must not stay: worlds would have it, too. */
function hostCollector(): NodeJS.GCFunction {
  v8.setFlagsFromString('--expose-gc');
  try {
    return vm.runInNewContext('gc') as NodeJS.GCFunction;
  } finally {
    v8.setFlagsFromString('--no-expose-gc');
  }
}
