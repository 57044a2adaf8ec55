// Goal: the alarms of what holds data follow the metrics of the services that have them. Method: real services, calls, virtual time.
import { beforeEach, describe, expect, it } from 'vitest';
import { createCloudWatch } from '#twin/services/cloudwatch/index.ts';
import { createElasticFileSystem } from '#twin/services/elasticfilesystem/index.ts';
import { type DataAccount, makeDatabase, openDataAccount } from '../data-account.ts';
import { make } from '../resources.ts';

const MINUTE = 60;
const LAG = {
  AlarmName: 'lag',
  Namespace: 'AWS/RDS',
  MetricName: 'ReplicaLag',
  Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'copy' }],
  Statistic: 'Maximum',
  Period: 60,
  EvaluationPeriods: 10,
  Threshold: 60,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};
const credits = (fileSystemId: string) => ({
  ...LAG,
  AlarmName: 'credits',
  Namespace: 'AWS/EFS',
  MetricName: 'BurstCreditBalance',
  Dimensions: [{ Name: 'FileSystemId', Value: fileSystemId }],
  Statistic: 'Average',
  EvaluationPeriods: 15,
  Threshold: 0,
  ComparisonOperator: 'LessThanOrEqualToThreshold',
  TreatMissingData: 'missing',
});

describe('an alarm on data', () => {
  let account: DataAccount;
  const stateOf = (name: string): string =>
    account.cloud.callNow('cloudwatch', 'DescribeAlarms', { AlarmNames: [name] }).MetricAlarms[0].StateValue;
  const put = (alarm: object) => account.cloud.callNow('cloudwatch', 'PutMetricAlarm', alarm);

  beforeEach(async () => {
    account = await openDataAccount();
    const [cloudwatch, efs] = [createCloudWatch(account.cloud), createElasticFileSystem(account.cloud)];
    for (const module of [cloudwatch, efs]) account.cloud.add(module);
    for (const source of [...account.rds.metricSources, ...efs.metricSources]) cloudwatch.registerSource(source);
  });

  it.each([
    [90, 'ALARM'],
    [60, 'OK'],
  ])('says of a replica that is %i s behind for ten minutes: %s', async (seconds, state) => {
    account.settings['rds:replica-lag'] = seconds;
    await makeDatabase(account, { ManageMasterUserPassword: undefined, MasterUserPassword: 'secret-of-ours' });
    put(LAG);
    account.call('rds', 'CreateDBInstanceReadReplica', { DBInstanceIdentifier: 'copy', SourceDBInstanceIdentifier: 'myapp-db' });

    await account.play(40 * MINUTE);

    expect(stateOf('lag')).toBe(state);
  });

  it('is quiet about a replica that is gone', async () => {
    account.settings['rds:replica-lag'] = 90;
    await makeDatabase(account, { ManageMasterUserPassword: undefined, MasterUserPassword: 'secret-of-ours' });
    account.call('rds', 'CreateDBInstanceReadReplica', { DBInstanceIdentifier: 'copy', SourceDBInstanceIdentifier: 'myapp-db' });
    put(LAG);
    await account.play(40 * MINUTE);

    account.call('rds', 'DeleteDBInstance', { DBInstanceIdentifier: 'copy', SkipFinalSnapshot: true });
    await account.play(40 * MINUTE);

    expect(stateOf('lag')).toBe('OK');
  });

  it('says that shared files have no credits only after a quarter of an hour without any', async () => {
    const { physicalId } = await make(account.cloud, 'AWS::EFS::FileSystem', { ThroughputMode: 'bursting' }, 'Files');
    put(credits(physicalId));
    await account.play(30 * MINUTE);
    const full = stateOf('credits');

    account.settings['efs:burst-credits'] = 0;
    account.cloud.signals.emit('cloudwatch:data', { namespace: 'AWS/EFS', metricName: 'BurstCreditBalance' });
    await account.play(14 * MINUTE);
    const early = stateOf('credits');
    await account.play(4 * MINUTE);

    expect([full, early, stateOf('credits')]).toEqual(['OK', 'OK', 'ALARM']);
  });

  it('knows nothing of the credits of elastic throughput, which has none', async () => {
    const { physicalId } = await make(account.cloud, 'AWS::EFS::FileSystem', { ThroughputMode: 'elastic' }, 'Files');

    put(credits(physicalId));
    await account.play(40 * MINUTE);

    expect(stateOf('credits')).toBe('INSUFFICIENT_DATA');
  });
});
