import type { Json, JsonObject } from './json.ts';

/** The variables of a branch: its own, and to read only, those of the branches around it. */
export class Variables {
  private readonly parent: Variables | undefined;
  private own: Record<string, Json> = Object.create(null) as Record<string, Json>;
  private version = 0;
  private flat: Record<string, Json> | undefined;
  private flatVersion = -1;

  constructor(parent?: Variables) {
    this.parent = parent;
  }

  /** A variable's value, or undefined. */
  get(name: string): Json | undefined {
    return name in this.own ? this.own[name] : this.parent?.get(name);
  }

  /** Assigns to this scope only; an outer variable of the same name stays as it is. */
  assign(values: JsonObject): void {
    for (const name of Object.keys(values)) this.own[name] = values[name] as Json;
    this.version += 1;
  }

  /** Every visible variable in one object, for JSONata's bindings. Made anew only after an assignment. */
  all(): Record<string, Json> {
    const version = this.totalVersion();
    if (this.flat === undefined || this.flatVersion !== version) {
      this.flat = Object.assign(Object.create(null), this.parent?.all(), this.own) as Record<string, Json>;
      this.flatVersion = version;
    }
    return this.flat;
  }

  private totalVersion(): number {
    return this.version + (this.parent?.totalVersion() ?? 0);
  }
}
