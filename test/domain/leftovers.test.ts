import { describe, expect, it } from 'vitest';
import { billableOf, keptBackupsOf } from '#domain/leftovers.ts';

const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;

describe('backups of shared files', () => {
  const POINT = arn('backup', 'recovery-point:1a2b3c4d-5e6f-4711-8899-aabbccddeeff');

  it('are kept on purpose: a teardown does not fail by them', () => {
    expect(billableOf([POINT], [])).toEqual([]);
    expect(keptBackupsOf([POINT, arn('elasticfilesystem', 'file-system/fs-1')])).toEqual([POINT]);
  });

  it.each([
    arn('backup', 'backup-vault:aws/efs/automatic-backup-vault'),
    arn('elasticfilesystem', 'file-system/fs-1'),
    arn('rds', 'snapshot:final'),
  ])('are not %s', (other) => {
    expect(keptBackupsOf([other])).toEqual([]);
  });
});
