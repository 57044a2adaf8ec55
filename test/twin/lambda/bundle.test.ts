import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBundle } from '#twin/lambda/bundle.ts';
import { sourceFolder } from '../fixtures/bundle.ts';

const SOURCE = 'exports.handler = async () => 1;';

/** Another folder with the same files, as a second assembly has them. */
function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'twin-copy-'));
  cpSync(folder, copy, { recursive: true });
  return copy;
}

describe('a bundle', () => {
  it('is compiled once, however often its function is deployed', () => {
    const folder = sourceFolder({ index: SOURCE });

    const [one, two] = [loadBundle(folder, 'index.handler'), loadBundle(folder, 'index.other')];

    expect(two.script).toBe(one.script);
    expect([one.exportName, two.exportName]).toEqual(['handler', 'other']);
  });

  it('is compiled once for two assemblies with the same code', () => {
    const folder = sourceFolder({ index: SOURCE });
    const copy = copyOf(folder);

    const [one, two] = [loadBundle(folder, 'index.handler'), loadBundle(copy, 'index.handler')];

    expect(two.script).toBe(one.script);
  });

  it('is compiled anew once its file has changed', () => {
    const folder = sourceFolder({ index: SOURCE });
    const before = loadBundle(folder, 'index.handler');
    writeFileSync(join(folder, 'index.js'), SOURCE.replace('1', '"AWS_EXECUTION_ENV"'));

    const after = loadBundle(folder, 'index.handler');

    expect(after.script).not.toBe(before.script);
    expect([before.hasSdk, after.hasSdk]).toEqual([false, true]);
  });

  it('is another one in a file of another name, which its stacks tell', () => {
    const folder = sourceFolder({ index: SOURCE, main: SOURCE });

    const [one, two] = [loadBundle(folder, 'index.handler'), loadBundle(folder, 'main.handler')];

    expect(two.script).not.toBe(one.script);
    expect([one.fileName, two.fileName]).toEqual(['index.js', 'main.js']);
  });

  it.each(['other.handler', 'index', ''])('that %o does not name is refused', (handler) => {
    const folder = sourceFolder({ index: SOURCE });

    const act = () => loadBundle(folder, handler);

    expect(act).toThrow(`Could not find the handler ${handler} in the code`);
  });
});
