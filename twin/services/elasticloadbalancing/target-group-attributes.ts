import { AwsError, NotInTwinError } from '../../errors.ts';

/** What of a target group can be set: how long it drains, whether visitors come back to a target, and whether zones share theirs. */
export type TargetGroupAttributes = {
  readonly deregistrationDelaySeconds: number;
  readonly isSticky: boolean;
  readonly stickySeconds: number;
  /** `use_load_balancer_configuration` is on: an Application Load Balancer's own setting cannot be turned off. */
  readonly crossZone: 'true' | 'false' | 'use_load_balancer_configuration';
};

type Attribute = { Key?: string | undefined; Value?: string | undefined };

/** Defaults of the ELB API (TargetGroupAttribute): no stickiness, and a day's cookie for who turns it on. */
const DEFAULTS = { isSticky: false, stickySeconds: 86_400, crossZone: 'use_load_balancer_configuration' } as const;

export const newAttributes = (deregistrationDelaySeconds: number): TargetGroupAttributes => ({ ...DEFAULTS, deregistrationDelaySeconds });

/** The attributes after a change; refused together, as AWS does, where two of them cannot be. */
export function changedAttributes(attributes: TargetGroupAttributes, given: readonly Attribute[]): TargetGroupAttributes {
  const changed: TargetGroupAttributes = Object.assign({ ...attributes }, ...given.map(({ Key, Value = '' }) => changeOf(Key, Value)));
  if (changed.isSticky && changed.crossZone === 'false') {
    throw new AwsError(
      'InvalidConfigurationRequestException',
      'Target group stickiness is not supported when cross-zone load balancing is off for the target group',
    );
  }
  return changed;
}

function changeOf(key: string | undefined, value: string): Partial<TargetGroupAttributes> {
  switch (key) {
    case 'deregistration_delay.timeout_seconds':
      return { deregistrationDelaySeconds: seconds(key, value, 0, 3_600) };
    case 'stickiness.enabled':
      return { isSticky: value === 'true' };
    case 'stickiness.type':
      if (value !== 'lb_cookie') throw new NotInTwinError(`stickiness by ${value}`);
      return {};
    case 'stickiness.lb_cookie.duration_seconds':
      return { stickySeconds: seconds(key, value, 1, 604_800) };
    case 'load_balancing.cross_zone.enabled':
      return { crossZone: value as TargetGroupAttributes['crossZone'] };
    default:
      throw new NotInTwinError(`the target group attribute ${key}`);
  }
}

function seconds(key: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new AwsError('ValidationError', `'${key}' must be between '${least}' and '${most}' inclusive`);
}

/** As the API lists them. */
export const listedAttributes = (attributes: TargetGroupAttributes): { Key: string; Value: string }[] => [
  { Key: 'deregistration_delay.timeout_seconds', Value: String(attributes.deregistrationDelaySeconds) },
  { Key: 'stickiness.enabled', Value: String(attributes.isSticky) },
  { Key: 'stickiness.type', Value: 'lb_cookie' },
  { Key: 'stickiness.lb_cookie.duration_seconds', Value: String(attributes.stickySeconds) },
  { Key: 'load_balancing.cross_zone.enabled', Value: attributes.crossZone },
];
