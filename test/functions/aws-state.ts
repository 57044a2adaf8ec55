import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';

/** So many nodes in service, `i-0` and on, over two zones. */
const instances = (count: number) =>
  Array.from({ length: count }, (_, place) => ({
    InstanceId: `i-${place}`,
    AvailabilityZone: place % 2 === 0 ? 'us-east-1a' : 'us-east-1b',
    LifecycleState: 'InService' as const,
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: false,
  }));

/** A group and its targets as AWS describes them; targets not named are healthy. */
export function mockWeb({
  count = 8,
  desired = count,
  health = {},
}: {
  count?: number;
  desired?: number;
  health?: Record<string, string>;
} = {}) {
  const autoScaling = mockClient(AutoScalingClient);
  const nodes = instances(count);
  autoScaling.on(DescribeAutoScalingGroupsCommand).resolves({
    AutoScalingGroups: [
      {
        AutoScalingGroupName: 'myapp-asg',
        MinSize: 2,
        MaxSize: 16,
        DesiredCapacity: desired,
        DefaultCooldown: 300,
        AvailabilityZones: ['us-east-1a', 'us-east-1b'],
        HealthCheckType: 'ELB',
        CreatedTime: new Date(0),
        Instances: nodes,
        Tags: [{ Key: 'nines:site', Value: 'myapp' }],
      },
    ],
  });
  const loadBalancing = mockClient(ElasticLoadBalancingV2Client);
  loadBalancing.on(DescribeTargetHealthCommand).resolves({
    TargetHealthDescriptions: nodes.map(({ InstanceId: Id }) => ({
      Target: { Id },
      TargetHealth: { State: (health[Id] ?? 'healthy') as 'healthy' },
    })),
  });
  return { autoScaling, loadBalancing };
}

/** The site's key, with which requests to its deep page are signed. */
export function mockSiteKey(key = 'the-key-of-myapp') {
  const secrets = mockClient(SecretsManagerClient);
  secrets.on(GetSecretValueCommand, { SecretId: 'nines/myapp/site-key' }).resolves({ SecretString: key });
  return secrets;
}

/** A Multi-AZ database as RDS describes it. */
export function mockDatabase(changes: { status?: string; multiAz?: boolean; zone?: string; secondaryZone?: string | undefined } = {}) {
  const rds = mockClient(RDSClient);
  const { status = 'available', multiAz = true, zone = 'us-east-1a', secondaryZone = 'us-east-1b' } = changes;
  rds.on(DescribeDBInstancesCommand).resolves({
    DBInstances: [{ DBInstanceStatus: status, MultiAZ: multiAz, AvailabilityZone: zone, SecondaryAvailabilityZone: secondaryZone }],
  });
  return rds;
}
