// Goal: a site answers to its own name by HTTPS, its visitors meet the page when every node is lost, and nothing of it stays.
// Method: a person's hosted zone and certificate, a site that fails over to its page, and visitors who ask by the name, in virtual time.
import { beforeAll, describe, expect, it } from 'vitest';
import { layerParameters } from '#domain/layers/index.ts';
import { siteSpecSchema } from '#events/site-spec.ts';
import type { RunSummary } from '#rehearsal/outcome.ts';
import { groupOf, healthyTargets, siteStacks, taggedArns } from './support/account.ts';
import { SwitchedFaults } from './support/faults.ts';
import { Story, webOnlySpec } from './support/story.ts';

const ZONE = 'example.org';
const NAME = `www.${ZONE}`;

/** What a person has before there is a site: a zone, and a certificate of us-east-1 for the page, proven in it. */
async function ownedName(story: Story): Promise<{ zoneId: string; certificateArn: string }> {
  const { cloud } = story.world;
  const { HostedZone } = cloud.callNow('route53', 'CreateHostedZone', { Name: ZONE, CallerReference: 'a person' });
  const zoneId = String(HostedZone.Id).replace('/hostedzone/', '');
  const { CertificateArn } = cloud.callNow('acm', 'RequestCertificate', { DomainName: NAME, ValidationMethod: 'DNS' });
  const { Certificate } = cloud.callNow('acm', 'DescribeCertificate', { CertificateArn });
  const { Name, Value } = Certificate.DomainValidationOptions[0].ResourceRecord;
  const record = { Name, Type: 'CNAME', TTL: 300, ResourceRecords: [{ Value }] };
  cloud.callNow('route53', 'ChangeResourceRecordSets', {
    HostedZoneId: zoneId,
    ChangeBatch: { Changes: [{ Action: 'CREATE', ResourceRecordSet: record }] },
  });
  await story.until({ minutes: 5 });
  return { zoneId, certificateArn: CertificateArn };
}

describe('a site with a name of its own', () => {
  let story: Story;
  let zoneId: string;
  let provisioned: RunSummary;
  /** What a visitor of this resolver meets at the name, and who answered. */
  const visit = async (from: string, scheme = 'https'): Promise<string> => {
    const request = { method: 'GET', url: `${scheme}://${NAME}/`, headers: { host: NAME }, body: '', from };
    try {
      const { status, headers, body } = await story.answered(story.world.cloud.network.request(request));
      if (status === 301) return `301 ${headers.location}`;
      // The page says 503, so that nobody takes it for the site.
      if (/will be back/i.test(body)) return `${status} the page`;
      return `${status} ${status === 200 ? 'the site' : 'nothing'}`;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const recordTypes = (): string[] =>
    story.world.cloud
      .callNow('route53', 'ListResourceRecordSets', { HostedZoneId: zoneId })
      .ResourceRecordSets.map(({ Type }: { Type: string }) => Type)
      .sort();
  const healthChanges = (sinceMs: number) =>
    story
      .entries('activity')
      .filter(({ what, at }) => what === 'health-check' && Date.parse(at) >= sinceMs)
      .map(({ to, at }) => ({ to, seconds: (Date.parse(at) - sinceMs) / 1000 }));
  const loseEveryNode = (): void => {
    const InstanceIds = groupOf(story)?.Instances.map(({ InstanceId }) => InstanceId) ?? [];
    story.world.cloud.callNow('ec2', 'TerminateInstances', { InstanceIds });
  };

  beforeAll(async () => {
    const faults = new SwitchedFaults();
    story = await Story.begin({ spec: webOnlySpec(), faults });
    const { zoneId: id, certificateArn } = await ownedName(story);
    zoneId = id;
    const spec = webOnlySpec();
    await story.api('POST', '/sites', {
      ...spec,
      web: { ...(spec.web as object), https: { name: NAME, hostedZone: zoneId } },
      media: { page: { name: NAME, certificateArn } },
      edge: { hostedZone: zoneId, zone: ZONE, name: NAME, routing: 'failover', secondary: { to: 'page' } },
    });
    provisioned = await story.untilRunEnds('provision-site');
  });

  describe('when it has been provisioned', () => {
    it('has passed the gate of its name: answered, and checked from outside', () => {
      expect(provisioned).toMatchObject({ verdict: 'PASSED' });
      expect(siteStacks(story)).toContain('nines-myapp-edge: CREATE_COMPLETE');
    });

    it('answers its visitors by HTTPS, and sends those who come by HTTP there', async () => {
      expect(await visit('a visitor')).toBe('200 the site');
      expect(await visit('another visitor', 'http')).toBe(`301 https://${NAME}:443/`);
    });
  });

  describe('beside other names of the zone, each by its own routing', () => {
    const other = { dnsName: 'nines-other-1.eu-west-1.elb.amazonaws.com', zoneId: 'Z32O12XQLNTSW2' };
    const ROUTINGS: Readonly<Record<string, object>> = {
      simple: {},
      failover: { secondary: { to: 'load-balancer', ...other } },
      weighted: { weight: 20, others: [30, 50, 0].map((weight) => ({ ...other, weight })) },
      latency: { others: [{ ...other, region: 'eu-west-1' }] },
      geolocation: {
        location: { isDefault: true },
        others: [{ continent: 'EU' }, { country: 'US', subdivision: 'OH' }].map((location) => ({ ...other, location })),
      },
      geoproximity: { bias: 10, others: [{ ...other, region: 'eu-west-1', bias: -5 }] },
      multivalue: { addresses: ['203.0.113.1', '203.0.113.2'] },
    };
    const nameBy = (routing: string): string => `${routing}.${ZONE}`;
    const stack = (operation: string, name: string, routing: string): void => {
      const { cloud } = story.world;
      const [balancer] = cloud.callNow('elasticloadbalancing', 'DescribeLoadBalancers', {}).LoadBalancers;
      const edge = { hostedZone: zoneId, zone: ZONE, name, routing, ...ROUTINGS[routing] };
      const spec = siteSpecSchema.parse({ ...webOnlySpec(), edge });
      const outputs = { LoadBalancerDnsName: balancer.DNSName, LoadBalancerZoneId: balancer.CanonicalHostedZoneId };
      const parameters = Object.entries(layerParameters('edge', spec, outputs));
      cloud.callNow('cloudformation', operation, {
        StackName: name.replace(`.${ZONE}`, ''),
        TemplateBody: cloud.callNow('cloudformation', 'GetTemplate', { StackName: 'nines-myapp-edge' }).TemplateBody,
        Parameters: parameters.map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
      });
    };
    const answerTo = (name: string): readonly string[] =>
      story.world.cloud.network.resolve(name, { from: `who asks at ${story.nowMs}` }).addresses;
    const statusOf = (StackName: string): string =>
      story.world.cloud.callNow('cloudformation', 'DescribeStacks', { StackName }).Stacks[0].StackStatus;

    beforeAll(async () => {
      story.world.cloud.network.setName(other.dnsName, ['198.51.100.7'], 60);
      for (const routing of Object.keys(ROUTINGS)) stack('CreateStack', nameBy(routing), routing);
      await story.until({ minutes: 5 });
    });

    it.each(Object.keys(ROUTINGS))('%s', (routing) => {
      const ours = ['203.0.113.1', '203.0.113.2'];

      expect(statusOf(routing)).toBe('CREATE_COMPLETE');
      expect([...answerTo(nameBy(routing))].sort()).toEqual(routing === 'weighted' ? expect.anything() : ours);
    });

    it('gets others beside its one record, and loses all of them with its stack', async () => {
      stack('UpdateStack', nameBy('simple'), 'failover');
      await story.until({ minutes: 5 });
      const updated = statusOf('simple');

      for (const StackName of Object.keys(ROUTINGS)) story.world.cloud.callNow('cloudformation', 'DeleteStack', { StackName });
      await story.until({ minutes: 5 });

      expect(updated).toBe('UPDATE_COMPLETE');
      expect(recordTypes()).toEqual(['A', 'A', 'CNAME', 'NS', 'SOA']);
    });
  });

  describe('when every node is lost and none boots', () => {
    let lostMs: number;
    let right: string;
    let soon: string[];
    beforeAll(async () => {
      story.faults.set('node:never-boots');
      right = await visit('a visitor who was here');
      lostMs = story.nowMs;
      loseEveryNode();
      await story.untilTrue('the health check fails', () => healthChanges(lostMs).some(({ to }) => to === 'unhealthy'), 10);
      soon = [await visit('a visitor who was here'), await visit('a new visitor')];
      await story.until({ minutes: 2 });
    });

    it('is told by the health checkers within their three failures', () => {
      const [{ seconds } = { seconds: 0 }] = healthChanges(lostMs);

      expect(seconds).toBeGreaterThan(0);
      expect(seconds).toBeLessThanOrEqual(150);
    });

    it('shows the page to whoever asks Route 53 then, and to everybody a TTL later', async () => {
      expect(right).toBe('200 the site');
      expect(soon[1]).toBe('503 the page');
      expect(await visit('a visitor who was here')).toBe('503 the page');
    });
  });

  describe('when nodes boot again', () => {
    beforeAll(async () => {
      story.faults.clear('node:never-boots');
      loseEveryNode();
      await story.untilTrue('both nodes are healthy', () => healthyTargets(story) === 2, 60);
      await story.until({ minutes: 5 });
    });

    it('leads back to the site by itself', async () => {
      expect(await visit('a new visitor')).toBe('200 the site');
      expect(await visit('a visitor who was here')).toBe('200 the site');
    });
  });

  describe('when it is torn down', () => {
    let run: RunSummary;
    beforeAll(async () => {
      await story.api('DELETE', '/sites/myapp?mode=live');
      run = await story.untilRunEnds('teardown-site');
      await story.until({ minutes: 20 });
    });

    it('leaves the zone to its owner, with the proof that certificates lean on and no record of ours', async () => {
      expect(run).toMatchObject({ verdict: 'PASSED', measured: { leftBehind: 0 } });
      expect(siteStacks(story)).toEqual([]);
      expect(recordTypes()).toEqual(['CNAME', 'NS', 'SOA']);
      expect(await visit('somebody who comes late')).toBe(`getaddrinfo ENOTFOUND ${NAME}`);
      expect(taggedArns(story).filter((arn) => arn.includes('route53'))).toEqual([]);
    });
  });

  it('breaks no rule of the checkers on the way', () => {
    expect(story.check()).toEqual([]);
  });
});
