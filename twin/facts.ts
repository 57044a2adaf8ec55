import table from './facts.json' with { type: 'json' };
import type { Random } from './random.ts';

/** Documented figures plan and gate; observed ones were measured by somebody. The default is `documented`. */
export const PROFILES = ['documented', 'observed'] as const;
export type Profile = (typeof PROFILES)[number];

/** One published figure. `value` is the single or typical one; a spread is `low`/`high` (uniform) or `p50`/`p90` (lognormal). */
export type Fact = {
  unit: string;
  value?: number;
  low?: number;
  high?: number;
  p50?: number;
  p90?: number;
  /** The row in the collection of published figures, e.g. A15, or its section; `-` where `source` alone says where it is from. */
  row: string;
  source: string;
  date: string;
  /** D documentation, P published measurement, X derived from rows, U unknown and assumed (then `note` says so). */
  mark: 'D' | 'P' | 'X' | 'U';
  note?: string;
  /** A figure that holds in the `observed` profile instead. */
  observed?: Omit<Fact, 'observed'>;
};

const rows = table.facts as Record<string, Fact>;

/** Reads and draws from `twin/facts.json`; a name that is not there throws, so that no number is invented. */
export class Facts {
  readonly profile: Profile;

  constructor(profile: Profile) {
    this.profile = profile;
  }

  row(name: string): Omit<Fact, 'observed'> {
    const fact = rows[name];
    if (!fact) throw new Error(`no fact named ${name} in twin/facts.json`);
    return this.profile === 'observed' && fact.observed ? fact.observed : fact;
  }

  /** The single or typical figure, in the row's unit. */
  value(name: string): number {
    const fact = this.row(name);
    const value = fact.value ?? fact.p50;
    if (value === undefined) throw new Error(`fact ${name} has a spread and no single value`);
    return value;
  }

  /** One draw: lognormal through p50 and p90, else uniform over low..high, else the value. In the row's unit. */
  draw(name: string, random: Random): number {
    const fact = this.row(name);
    if (fact.p50 !== undefined && fact.p90 !== undefined) return random.lognormal(fact.p50, fact.p90);
    if (fact.low !== undefined && fact.high !== undefined) return random.uniform(fact.low, fact.high);
    return this.value(name);
  }

  /** One draw in milliseconds, whatever the row's unit. */
  drawMs(name: string, random: Random): number {
    return Math.round(this.draw(name, random) * msPer(this.row(name).unit));
  }

  valueMs(name: string): number {
    return Math.round(this.value(name) * msPer(this.row(name).unit));
  }
}

function msPer(unit: string): number {
  switch (unit) {
    case 'ms':
      return 1;
    case 's':
      return 1000;
    case 'min':
      return 60_000;
    case 'h':
      return 3_600_000;
    default:
      throw new Error(`a fact in ${unit} is not a duration`);
  }
}
