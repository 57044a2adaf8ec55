// Goal: a site is met by its name and by HTTPS alone, those who write have a node of their own, and all of it goes again.
// Method: a certificate that somebody had before, a name that they lead to the load balancer themselves, and one site that asks for all.
import { beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { executionsOf, siteStacks, taggedArns } from './support/account.ts';
import { Story, webOnlySpec } from './support/story.ts';

const NAME = 'www.example.com';
const ADMIN_GROUP = 'nines-myapp-admin';
const STEP_LIMIT = 20;

/** What somebody has who runs a domain: its zone, and an issued certificate for the site's name. */
async function ownDomain(story: Story): Promise<{ zoneId: string; certificateArn: string }> {
  const { cloud } = story.world;
  const { HostedZone } = cloud.callNow('route53', 'CreateHostedZone', { Name: 'example.com', CallerReference: '1' });
  const zoneId = String(HostedZone.Id).replace('/hostedzone/', '');
  const { CertificateArn } = cloud.callNow('acm', 'RequestCertificate', { DomainName: NAME, ValidationMethod: 'DNS' });
  const certificate = () => cloud.callNow('acm', 'DescribeCertificate', { CertificateArn }).Certificate;
  const { ResourceRecord: proof } = certificate().DomainValidationOptions[0];
  const ResourceRecordSet = { Name: proof.Name, Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value: proof.Value }] };
  cloud.callNow('route53', 'ChangeResourceRecordSets', {
    HostedZoneId: zoneId,
    ChangeBatch: { Changes: [{ Action: 'UPSERT', ResourceRecordSet }] },
  });
  await story.untilTrue('the certificate is issued', () => certificate().Status === 'ISSUED');
  return { zoneId, certificateArn: CertificateArn };
}

const balancers = (story: Story) => story.world.cloud.callNow('elasticloadbalancing', 'DescribeLoadBalancers', {}).LoadBalancers;

/** Leads the site's name to its load balancer, as soon as there is one. */
async function leadName(story: Story, HostedZoneId: string): Promise<void> {
  await story.untilTrue('the load balancer is active', () => balancers(story)[0]?.State.Code === 'active');
  const [{ DNSName, CanonicalHostedZoneId }] = balancers(story);
  const AliasTarget = { DNSName, HostedZoneId: CanonicalHostedZoneId, EvaluateTargetHealth: false };
  const Changes = [{ Action: 'UPSERT', ResourceRecordSet: { Name: NAME, Type: 'A', AliasTarget } }];
  story.world.cloud.callNow('route53', 'ChangeResourceRecordSets', { HostedZoneId, ChangeBatch: { Changes } });
}

describe('a site with a name, an admin node and rules of its own', () => {
  let story: Story;
  let provisioned: RunSummary;
  let outputs: Record<string, string>;
  let certificateArn: string;
  const request = (url: string) => story.world.cloud.network.request({ method: 'GET', url, headers: {}, body: '', from: 'visitor' });
  const visit = (url: string) => story.answered(request(url));
  const healthOf = (TargetGroupArn: string | undefined) =>
    story.world.cloud
      .callNow('elasticloadbalancing', 'DescribeTargetHealth', { TargetGroupArn })
      .TargetHealthDescriptions.map(({ Target, TargetHealth }: { Target: { Id: string }; TargetHealth: { State: string } }) => ({
        id: Target.Id,
        state: TargetHealth.State,
      }));
  const adminNode = (): string | undefined =>
    story.world.cloud
      .callNow('autoscaling', 'DescribeAutoScalingGroups', { AutoScalingGroupNames: [ADMIN_GROUP] })
      .AutoScalingGroups[0]?.Instances.find(({ LifecycleState }: { LifecycleState: string }) => LifecycleState === 'InService')?.InstanceId;

  beforeAll(async () => {
    const site = webOnlySpec();
    story = await Story.begin({ spec: site });
    const domain = await ownDomain(story);
    certificateArn = domain.certificateArn;
    const web = {
      ...(site.web as object),
      https: { name: NAME, certificateArn },
      admin: { instanceType: 't3.small' },
      sessions: 'dynamodb',
      stickiness: { seconds: 3_600 },
      accessLogs: true,
      pathRules: [
        { path: ['/xmlrpc.php'], answer: 403 },
        { path: ['/old/*'], redirect: '/' },
      ],
    };
    await story.api('POST', '/sites', { ...site, web });
    await leadName(story, domain.zoneId);
    provisioned = await story.untilRunEnds('provision-site');
    const { body } = await story.api('GET', '/sites/myapp');
    outputs = body.outputs as Record<string, string>;
  });

  it('is provisioned, and asked for its deep page by its name', () => {
    const asked = story.entries('request').filter(({ path }) => String(path).startsWith('/nines/health'));

    expect(provisioned).toMatchObject({ verdict: 'PASSED', measured: { healthyTargets: 2, deepPageStatus: 200 } });
    expect(new Set(asked.map(({ host }) => host))).toEqual(new Set([NAME]));
    expect(executionsOf(story, 'provision-site')).toHaveLength(1);
  });

  it('sends visitors who come by HTTP to the same page by HTTPS, and serves them there', async () => {
    const sent = await visit(`http://${NAME}/?page=2`);
    const served = await visit(String(sent.headers.location));

    expect(sent).toMatchObject({ status: 301, headers: { location: `https://${NAME}:443/?page=2` } });
    expect(served).toMatchObject({ status: 200, headers: { 'set-cookie': expect.stringMatching(/^AWSALB=/) } });
  });

  it('is not met by HTTPS under the load balancer’s own name, for which there is no certificate', () => {
    expect(() => request(`https://${outputs.LoadBalancerDnsName}/`)).toThrow('does not match certificate');
  });

  it.each<[path: string, status: number]>([
    ['/', 200],
    ['/xmlrpc.php', 403],
    ['/old/page', 301],
    ['/wp-login.php', 200],
    ['/wp-admin/', 302],
    ['/wp-admin/admin-ajax.php', 400],
  ])('answers %s with %i', async (path, status) => {
    expect((await visit(`https://${NAME}${path}`)).status).toBe(status);
  });

  it('keeps its sessions in a table that its nodes are told of', () => {
    const { cloud } = story.world;
    const { LaunchTemplateVersions } = cloud.callNow('ec2', 'DescribeLaunchTemplateVersions', {
      LaunchTemplateId: outputs.LaunchTemplateId,
      Versions: ['$Latest'],
    });
    const userData = Buffer.from(LaunchTemplateVersions[0].LaunchTemplateData.UserData, 'base64').toString();

    expect(outputs.SessionTableName).toBe('nines-myapp-sessions');
    expect(cloud.callNow('dynamodb', 'DescribeTable', { TableName: outputs.SessionTableName }).Table.TableStatus).toBe('ACTIVE');
    expect(userData).toContain("export NINES_SESSIONS='dynamodb'");
    expect(userData).toContain("export NINES_SESSIONS_TABLE='nines-myapp-sessions'");
    expect(userData).toContain(`export NINES_SITE_URL='https://${NAME}'`);
  });

  it('has its access logs tried before they are on', () => {
    const { Contents } = story.world.cloud.callNow('s3', 'ListObjectsV2', { Bucket: outputs.AccessLogBucketName });

    expect(Contents).toMatchObject([{ Key: 'AWSLogs/123456789012/ELBAccessLogTestFile' }]);
  });

  describe('when the admin node dies', () => {
    let lost: string | undefined;
    beforeAll(async () => {
      lost = adminNode();
      story.world.cloud.callNow('ec2', 'TerminateInstances', { InstanceIds: [lost] });
      for (let step = 0; step < STEP_LIMIT && (adminNode() ?? lost) === lost; step += 1) await story.until({ minutes: 1 });
      await story.until({ minutes: 5 });
    });

    it('has another one by itself, which serves what it served', async () => {
      const { status } = await visit(`https://${NAME}/wp-login.php`);

      expect(adminNode()).not.toBe(lost);
      expect(healthOf(outputs.AdminTargetGroupArn)).toContainEqual({ id: adminNode(), state: 'healthy' });
      expect(status).toBe(200);
    });

    it('never had its visitors’ nodes asked for its pages, nor it for theirs', () => {
      const nodes = healthOf(outputs.TargetGroupArn).map(({ id }: { id: string }) => id);

      expect(nodes).toHaveLength(2);
      expect(nodes).not.toContain(adminNode());
      expect(nodes).not.toContain(lost);
    });
  });

  describe('when it is taken down', () => {
    let run: RunSummary;
    beforeAll(async () => {
      await story.api('DELETE', '/sites/myapp?mode=live');
      run = await story.untilRunEnds('teardown-site');
    });

    it('leaves nothing billable, and nothing that stands in anybody’s way', () => {
      expect(run).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
      expect(siteStacks(story)).toEqual([]);
      expect(story.check()).toEqual([]);
    });

    it('keeps the access logs, which expire, and the certificate, which was there before', () => {
      const { cloud } = story.world;

      expect(taggedArns(story)).toEqual([`arn:aws:s3:::${outputs.AccessLogBucketName}`]);
      expect(cloud.callNow('acm', 'DescribeCertificate', { CertificateArn: certificateArn }).Certificate.Status).toBe('ISSUED');
    });
  });
});
