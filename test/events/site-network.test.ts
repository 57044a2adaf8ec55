import { describe, expect, it } from 'vitest';
import { parseInput } from '#events/problem.ts';
import { networkSchema } from '#events/site-network.ts';

type Zone = { name: string; public: string; application?: string; data: string };

/** So many zones of 10.0.0.0/16, with application subnets where asked for. */
const zones = (count: number, hasApplication = false): Zone[] =>
  ['a', 'b', 'c', 'd', 'e'].slice(0, count).map((letter, index) => ({
    name: `us-east-1${letter}`,
    public: `10.0.${index}.0/24`,
    ...(hasApplication ? { application: `10.0.${20 + index}.0/24` } : {}),
    data: `10.0.${10 + index}.0/24`,
  }));
const network = (changes: object = {}) => ({ cidr: '10.0.0.0/16', zones: zones(2), ...changes });
/** The network with one zone changed. */
const withZone = (index: number, changes: object, all = zones(3, true)) =>
  network({ zones: all.map((zone, place) => (place === index ? { ...zone, ...changes } : zone)) });

function problemsOf(input: unknown) {
  const parsed = parseInput(networkSchema, input);
  return parsed.ok ? [] : parsed.problems;
}

describe('the network of a site', () => {
  it('keeps flow logs for thirty days unless it says otherwise, and has no bastion', () => {
    const parsed = parseInput(networkSchema, network());

    expect(parsed).toEqual({ ok: true, value: { ...network(), flowLogs: true, flowLogRetentionDays: 30 } });
  });

  it.each<[name: string, input: object]>([
    ['two zones', network()],
    ['four zones with application subnets', network({ zones: zones(4, true) })],
    ['one NAT gateway', network({ zones: zones(3, true), nat: 'one' })],
    ['endpoints only', network({ zones: zones(2, true), nat: 'none' })],
    ['a bastion for one address', network({ bastion: { cidr: '192.0.2.7/32' } })],
    ['the smallest subnets', withZone(0, { public: '10.0.9.0/27', application: '10.0.9.32/28', data: '10.0.9.48/28' })],
    ['no flow logs', network({ flowLogs: false })],
  ])('may have %s', (_, input) => {
    expect(problemsOf(input)).toEqual([]);
  });

  it.each<[name: string, input: object, path: string, found: string, allowed: RegExp]>([
    ['one zone', network({ zones: zones(1) }), 'zones', '[{"name"', /a list of at least 2/],
    ['five zones', network({ zones: zones(5) }), 'zones', '[{"name"', /a list of at most 4/],
    ['a VPC that is too wide', network({ cidr: '10.0.0.0/8' }), 'cidr', '"10.0.0.0/8"', /from \/16 to \/28/],
    ['a zone twice', withZone(2, { name: 'us-east-1a' }), 'zones[2].name', '"us-east-1a"', /another zone/],
    ['a subnet too small for EC2', withZone(1, { data: '10.0.9.0/29' }), 'zones[1].data', '"10.0.9.0/29"', /from \/16 to \/28/],
    [
      'a public subnet too small for a load balancer',
      withZone(1, { public: '10.0.9.0/28' }),
      'zones[1].public',
      '"10.0.9.0/28"',
      /to \/27/,
    ],
    [
      'a subnet outside the VPC',
      withZone(0, { application: '10.9.0.0/24' }),
      'zones[0].application',
      '"10.9.0.0/24"',
      /inside 10\.0\.0\.0\/16/,
    ],
    [
      'a subnet inside another',
      withZone(2, { application: '10.0.10.128/25' }),
      'zones[2].application',
      '"10.0.10.128/25"',
      /overlaps no other/,
    ],
    [
      'application subnets in some zones',
      withZone(1, { application: undefined }),
      'zones[1].application',
      'nothing',
      /as in the other zones/,
    ],
    ['NAT where nobody needs it', network({ nat: 'one' }), 'nat', '"one"', /nothing, where no zone/],
    ['NAT of another kind', network({ zones: zones(2, true), nat: 'some' }), 'nat', '"some"', /one of per-zone, one, none/],
    ['a bastion for the world', network({ bastion: { cidr: '0.0.0.0/0' } }), 'bastion.cidr', '"0.0.0.0/0"', /from \/16 to \/32/],
    ['a bastion for a quarter of it', network({ bastion: { cidr: '64.0.0.0/2' } }), 'bastion.cidr', '"64.0.0.0/2"', /from \/16/],
    ['a bastion for anybody', network({ bastion: true }), 'bastion', 'true', /an object/],
    ['a retention that CloudWatch does not know', network({ flowLogRetentionDays: 31 }), 'flowLogRetentionDays', '31', /one of 1, 3, 5, 7/],
  ])('has a problem with %s', (_, input, path, found, allowed) => {
    const [problem, ...others] = problemsOf(input);

    expect(problem).toMatchObject({ path, found: expect.stringContaining(found), allowed: expect.stringMatching(allowed) });
    expect(others).toEqual([]);
  });

  it('tells of blocks, zones and choices at once', () => {
    const [first, second, third] = zones(3, true) as [Zone, Zone, Zone];
    const bad = { ...second, name: first.name, public: first.public, data: 'ten', application: undefined };

    const problems = problemsOf(
      network({ zones: [first, bad, third], nat: 'two', flowLogRetentionDays: 2, bastion: { cidr: '0.0.0.0/0' } }),
    );

    expect(problems.map(({ path }) => path).sort()).toEqual([
      'bastion.cidr',
      'flowLogRetentionDays',
      'nat',
      'zones[1].application',
      'zones[1].data',
      'zones[1].name',
      'zones[1].public',
    ]);
  });
});
