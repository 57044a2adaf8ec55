import { describe, expect, test } from 'vitest';
import { ofType } from '../support/policies.ts';
import { layer, only } from './support.ts';

describe('the database', () => {
  test('is encrypted, private, with a password that nobody types', () => {
    const database = only('database-instance', 'AWS::RDS::DBInstance');

    expect(database).toMatchObject({ StorageEncrypted: true, PubliclyAccessible: false, ManageMasterUserPassword: true });
    expect(database).not.toHaveProperty('MasterUserPassword');
  });

  test('leaves no second snapshot behind its teardown', () => {
    const [, database] = ofType(layer('database-instance'), 'AWS::RDS::DBInstance')[0]!;

    expect(database.DeletionPolicy).toBe('Delete');
  });
});
