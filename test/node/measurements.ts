import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { HEALTH_SETTINGS } from './health-settings.ts';
import { command } from './processes.ts';
import { PACKAGES } from './requirements.ts';

/** One measured figure. Null: what was waited for never came. */
export type Row = { phase: string; measure: string; value: number | string | null; unit: string };

/** Something that must hold, and whether it did. */
type Check = { phase: string; name: string; holds: boolean; detail?: string };

/** What a run measured and what held: the first row of calibration for the twin. */
export class Measurements {
  readonly #rows: Row[] = [];
  readonly #checks: Check[] = [];
  #phase = '';

  begin(phase: string): void {
    this.#phase = phase;
    process.stdout.write(`\n── ${phase}\n`);
  }

  measure(measure: string, value: Row['value'], unit: string): void {
    this.#rows.push({ phase: this.#phase, measure, value, unit });
    process.stdout.write(`   ${measure}: ${value === null ? 'never' : value} ${unit}\n`);
  }

  check(name: string, holds: boolean, detail?: unknown): void {
    const told = detail === undefined ? {} : { detail: typeof detail === 'string' ? detail : JSON.stringify(detail) };
    this.#checks.push({ phase: this.#phase, name, holds, ...told });
    process.stdout.write(`   ${holds ? '✓' : '✗'} ${name}${holds || !told.detail ? '' : `: ${told.detail}`}\n`);
  }

  get failures(): readonly Check[] {
    return this.#checks.filter(({ holds }) => !holds);
  }

  get passed(): number {
    return this.#checks.length - this.failures.length;
  }

  print(): void {
    const width = (of: (row: Row) => string): number => Math.max(...this.#rows.map((row) => of(row).length));
    const [phaseWidth, measureWidth] = [width(({ phase }) => phase), width(({ measure }) => measure)];
    process.stdout.write('\n── measured on this machine\n');
    for (const { phase, measure, value, unit } of this.#rows) {
      process.stdout.write(`   ${phase.padEnd(phaseWidth)}  ${measure.padEnd(measureWidth)}  ${value ?? 'never'} ${unit}\n`);
    }
  }

  async keep(file: string): Promise<void> {
    const { intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold } = HEALTH_SETTINGS;
    const measured = {
      about: 'Real programs on one machine, over loopback. What RDS itself takes to fail over is not in here: this machine plays RDS.',
      takenAt: new Date().toISOString(),
      machine: { processors: availableParallelism(), model: cpus()[0]?.model ?? 'unknown' },
      versions: await versions(),
      healthCheck: { intervalSeconds, timeoutSeconds, healthyThreshold, unhealthyThreshold },
      rows: this.#rows,
      checks: this.#checks,
    };
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, `${JSON.stringify(measured, null, 2)}\n`);
  }
}

async function versions(): Promise<Record<string, string>> {
  const lines = (await command('dpkg-query', ['--show', ...PACKAGES])).trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split('\t') as [string, string]));
}
