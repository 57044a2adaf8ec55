import { describe, expect, it } from 'vitest';
import { checkQuotas, NO_ACCOUNT } from '#domain/site-quotas.ts';
import { databaseOf, groupOf, resources } from './plan-support.ts';
import { siteSpec } from './support.ts';

const checks = (written: Parameters<typeof resources>[1], account = NO_ACCOUNT) => {
  const found = checkQuotas(siteSpec(), resources('web', written), account);
  return (quota: string) => found.find((check) => check.quota === quota);
};

describe('the quotas of a site', () => {
  it('count vCPUs at the most that a window may ask for', () => {
    const of = checks(groupOf('myapp-asg', 2, 4));

    expect(of('standardVcpus')).toMatchObject({ needs: 32, limit: 5, limitFrom: 'default', verdict: 'exceeded', code: 'L-1216C47A' });
    expect(of('targets')).toMatchObject({ needs: 16, verdict: 'within' });
    expect(of('scheduledActions')).toMatchObject({ needs: 2, limit: 125, verdict: 'within' });
  });

  it('count workers among the vCPUs, and not among the targets of the load balancer', () => {
    const found = checkQuotas(siteSpec(), resources('worker', groupOf('nines-myapp-worker', 1, 4)), NO_ACCOUNT);

    expect(found.find(({ quota }) => quota === 'standardVcpus')).toMatchObject({ needs: 8 });
    expect(found.find(({ quota }) => quota === 'targets')).toBeUndefined();
  });

  it('are within an account that has been given more and has it free', () => {
    const of = checks(groupOf('myapp-asg', 2, 4), { limits: { standardVcpus: 64 }, used: { standardVcpus: 8 } });

    expect(of('standardVcpus')).toMatchObject({ limit: 64, limitFrom: 'account', used: 8, verdict: 'within' });
  });

  it('are passed by what is in use beside the site', () => {
    const of = checks({ Vpc: { Type: 'AWS::EC2::VPC' } }, { limits: {}, used: { vpcs: 5 } });

    expect(of('vpcs')).toMatchObject({ needs: 1, used: 5, limit: 5, verdict: 'exceeded' });
  });

  it('are not called free where nobody has looked what is in use', () => {
    const of = checks({ Vpc: { Type: 'AWS::EC2::VPC' } });

    expect(of('vpcs')).toMatchObject({ used: 'unknown', verdict: 'unknown' });
  });

  it('say that a need is unknown where the type is', () => {
    const of = checks(groupOf('myapp-asg', 2, 4, 'p9.weird'));

    expect(of('standardVcpus')).toMatchObject({ needs: 'unknown', verdict: 'unknown' });
  });

  it('count the three instances that a Multi-AZ DB cluster makes by itself', () => {
    const of = checks({
      ...databaseOf('db.t3.medium', true),
      Cluster: { Type: 'AWS::RDS::DBCluster', Properties: { DBClusterInstanceClass: 'db.m6gd.large' } },
    });

    expect(of('databaseInstances')).toMatchObject({ needs: 4 });
    expect(of('natGateways')).toBeUndefined();
  });
});
