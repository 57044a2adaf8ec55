import { build, type Plugin } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { schemaConstants } from '#infra/schema-constants.ts';

/** Bundles one named export of a client and answers the text. */
async function bundled(contents: string, plugins: Plugin[] = [schemaConstants]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    mainFields: ['module', 'main'],
    write: false,
    plugins,
  });
  return outputFiles[0]?.text ?? '';
}

const DESCRIBE = `export { DescribeVolumes$ } from '@aws-sdk/client-ec2';`;

describe('schema constants', () => {
  it('let a bundle drop the operations that it does not call', async () => {
    const code = await bundled(DESCRIBE);

    expect(code).toContain('DescribeVolumesRequest');
    expect(code).not.toContain('CreateVpnGateway');
  });

  it('are why: without them every operation stays', async () => {
    const code = await bundled(DESCRIBE, []);

    expect(code).toContain('CreateVpnGateway');
  });

  it('leave no name on the wire changed', async () => {
    const code = await bundled(`${DESCRIBE} export { DescribeInstances$ } from '@aws-sdk/client-ec2';`);
    const module = { exports: {} as Record<string, unknown> };
    new Function('exports', 'require', 'module', code)(module.exports, process.getBuiltinModule, module);
    const expected = await import('@aws-sdk/client-ec2');

    const written = (operations: Record<string, unknown>): string => shape([operations.DescribeVolumes$, operations.DescribeInstances$]);

    expect(written(module.exports)).toBe(written(expected));
  });
});

/** A schema with what its functions refer to, each structure once. */
function shape(schema: unknown): string {
  const seen = new Set<unknown>();
  return JSON.stringify(schema, (_key, value) => {
    const found = typeof value === 'function' ? value() : value;
    if (!Array.isArray(found)) return found;
    if (seen.has(found)) return found[2];
    seen.add(found);
    return found;
  });
}
