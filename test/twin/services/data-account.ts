import { createCloud, NO_FAULTS } from '#twin/create-cloud.ts';
import type { Profile } from '#twin/facts.ts';
import type { DataSession } from '#twin/network/network.ts';
import { createEc2 } from '#twin/services/ec2/index.ts';
import { createElasticache } from '#twin/services/elasticache/index.ts';
import { createRds } from '#twin/services/rds/index.ts';
import { createSecretsmanager } from '#twin/services/secretsmanager/index.ts';
import { createTag } from '#twin/services/tag/index.ts';
import { PERSON, START_MS } from './account.ts';
import { make } from './resources.ts';

type Options = { seed?: number; profile?: Profile; faults?: Record<string, string | number | boolean>; zones?: 2 | 3 };
type Told = { at: number; id: string; detail: Record<string, unknown>; type: string };

/** An account with the site's data subnets, in two zones or three, and the data services. */
export async function openDataAccount({ seed = 7, profile = 'documented', faults = {}, zones = 2 }: Options = {}) {
  const settings: Record<string, string | number | boolean | undefined> = { ...faults };
  const cloud = createCloud({ seed, startMs: START_MS, profile, faults: { ...NO_FAULTS, read: (name) => settings[name] } });
  const ec2 = createEc2(cloud, {
    start() {
      throw new Error('no instance is started here');
    },
  });
  const [rds, elasticache, secrets] = [createRds(cloud), createElasticache(cloud), createSecretsmanager(cloud)];
  const tag = createTag(cloud, () => [rds, elasticache, secrets]);
  for (const module of [ec2, rds, elasticache, secrets, tag]) cloud.add(module);
  const told: Told[] = [];
  cloud.connectBus(({ detail, 'detail-type': type }) => told.push({ at: cloud.clock.nowMs, id: String(detail.EventID), detail, type }));
  const { physicalId: VpcId } = await make(cloud, 'AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
  const subnet = async (AvailabilityZone: string, CidrBlock: string): Promise<string> =>
    (await make(cloud, 'AWS::EC2::Subnet', { VpcId, CidrBlock, AvailabilityZone })).physicalId;
  const subnetIds = [await subnet('us-east-1a', '10.0.11.0/24'), await subnet('us-east-1b', '10.0.12.0/24')];
  if (zones === 3) subnetIds.push(await subnet('us-east-1c', '10.0.13.0/24'));
  return {
    cloud,
    rds,
    elasticache,
    tag,
    told,
    subnetIds,
    settings,
    // biome-ignore lint/suspicious/noExplicitAny: a test reads only the members that it is about.
    call: (service: 'rds' | 'elasticache' | 'secretsmanager' | 'tag', operation: string, input: object): any =>
      cloud.call(service, operation, input, PERSON, 'person'),
    play: (seconds: number) => cloud.runUntil(cloud.clock.nowMs + seconds * 1000),
  };
}
export type DataAccount = Awaited<ReturnType<typeof openDataAccount>>;

/** Makes `myapp-db` as the database layer does and plays until it is available. */
export async function makeDatabase(account: DataAccount, more: object = {}, waitSeconds = 20 * 60) {
  account.call('rds', 'CreateDBSubnetGroup', { DBSubnetGroupName: 'site', DBSubnetGroupDescription: 'data', SubnetIds: account.subnetIds });
  const asked = {
    DBInstanceIdentifier: 'myapp-db',
    Engine: 'mysql',
    EngineVersion: '8.4',
    DBInstanceClass: 'db.t3.medium',
    AllocatedStorage: 20,
  };
  const how = {
    MultiAZ: true,
    BackupRetentionPeriod: 7,
    MasterUsername: 'nines',
    ManageMasterUserPassword: true,
    DBSubnetGroupName: 'site',
    CopyTagsToSnapshot: true,
  };
  account.call('rds', 'CreateDBInstance', { ...asked, ...how, Tags: [{ Key: 'nines:site', Value: 'myapp' }], ...more });
  await account.play(waitSeconds);
  account.told.length = 0;
}

/** A client that looks the name up and connects anew whenever it must; throws what the network throws. */
export function connect(account: DataAccount): DataSession {
  const { Endpoint: endpoint } = account.call('rds', 'DescribeDBInstances', { DBInstanceIdentifier: 'myapp-db' }).DBInstances[0];
  const { addresses } = account.cloud.network.resolve(endpoint.Address);
  return account.cloud.network.data(addresses[0] as string, endpoint.Port).connect('test');
}
