import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { filesSchema } from '#events/site-files.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import { siteSpec } from '../domain/support.ts';

describe('the files section of a site', () => {
  it('asks for no word: elastic throughput, backed up', () => {
    expect(filesSchema.parse({})).toEqual({ throughput: 'elastic', backups: true });
  });

  it('is absent where a site says nothing of it', () => {
    expect(siteSpecSchema.parse(siteSpec())).not.toHaveProperty('files');
  });

  it.each<[name: string, files: unknown, path: string, found: string, allowed: RegExp]>([
    ['provisioned throughput', { throughput: 'provisioned' }, 'files.throughput', '"provisioned"', /one of elastic, bursting/],
    ['backups by name', { backups: 'daily' }, 'files.backups', '"daily"', /a boolean/],
    ['a key that it does not know', { encrypted: false }, 'files.encrypted', 'false', /one of throughput, backups/],
    ['a bare yes', true, 'files', 'true', /an object/],
  ])('does not take %s', (_, files, path, found, allowed) => {
    const parsed = parseInput(siteSpecSchema, { ...siteSpec(), files });

    expect(parsed).toMatchObject({ ok: false, problems: [{ path, found, allowed: expect.stringMatching(allowed) }] });
  });
});
