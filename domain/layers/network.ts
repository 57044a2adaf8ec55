import type { LayerRules } from './rules.ts';

/** One Availability Zone of a site with its two subnets. */
export type ZoneSpec = { name: string; public: string; data: string };

export type NetworkSpec = { cidr: string; zones: [ZoneSpec, ZoneSpec] };

/** The VPC with its subnets, routes and security groups. */
export const network: LayerRules = {
  template: () => 'network',
  waitSeconds: 30 * 60,
  parameters: ({ network: { cidr, zones } }) => {
    const [a, b] = zones;
    return {
      VpcCidr: cidr,
      ZoneA: a.name,
      ZoneB: b.name,
      PublicCidrA: a.public,
      PublicCidrB: b.public,
      DataCidrA: a.data,
      DataCidrB: b.data,
    };
  },
};
