import { type CfnCondition, Fn } from 'aws-cdk-lib';
import { CfnSubnet } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { both, isGiven, onlyIf } from './conditions.ts';

export const zoneLetters = ['A', 'B', 'C', 'D'] as const;
export const sides = ['Public', 'Application', 'Data'] as const;
export type Side = (typeof sides)[number];

/** A zone of the template: its parameters, and when it is there. */
export type Zone = {
  letter: string;
  name: string;
  cidrs: Readonly<Record<Side, string>>;
  /** Undefined for the two that every site has. */
  exists: CfnCondition | undefined;
  hasApplication: CfnCondition;
};

/** Two zones that every site has and two more that it may have; all of them with application subnets, or none. */
export const readZones = (
  scope: Construct,
  readName: (name: string) => string,
  readCidr: (name: string, isOptional: boolean) => string,
): { zones: Zone[]; hasApplication: CfnCondition } => {
  const read = zoneLetters.map((letter, index) => {
    const isOptional = index >= 2;
    const [publicCidr, dataCidr] = [readCidr(`PublicCidr${letter}`, isOptional), readCidr(`DataCidr${letter}`, isOptional)];
    const cidrs = { Public: publicCidr, Application: readCidr(`ApplicationCidr${letter}`, true), Data: dataCidr };
    return { letter, name: readName(`Zone${letter}`), cidrs, isOptional };
  });
  const hasApplication = isGiven(scope, 'HasApplication', read[0]?.cidrs.Application ?? '');
  const zones = read.map(({ isOptional, ...zone }) => {
    const exists = isOptional ? isGiven(scope, `HasZone${zone.letter}`, zone.name) : undefined;
    return { ...zone, exists, hasApplication: both(scope, `HasApplication${zone.letter}`, hasApplication, exists) };
  });
  return { zones, hasApplication };
};

/** The subnets of one side, a zone each. */
export const subnetsOf = (scope: Construct, props: { side: Side; zones: readonly Zone[]; vpcId: string; site: string }): CfnSubnet[] =>
  props.zones.map(({ letter, name, cidrs, exists, hasApplication }) =>
    onlyIf(
      props.side === 'Application' ? hasApplication : exists,
      new CfnSubnet(scope, `${props.side}Subnet${letter}`, {
        vpcId: props.vpcId,
        availabilityZone: name,
        cidrBlock: cidrs[props.side],
        tags: [{ key: 'Name', value: Fn.join('-', [props.site, props.side.toLowerCase(), name]) }],
      }),
    ),
  );
