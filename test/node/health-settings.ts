import { Facts } from '#twin/facts.ts';

const facts = new Facts('documented');
const seconds = (name: string): number => facts.value(name);

/** The load balancer's settings: the ones that infra/site/web.ts leaves at their defaults, from the figures that the twin plays by. */
export const HEALTH_SETTINGS = {
  intervalSeconds: seconds('elb.healthCheckInterval'),
  timeoutSeconds: seconds('elb.healthCheckTimeout'),
  healthyThreshold: seconds('elb.healthyThreshold'),
  unhealthyThreshold: seconds('elb.unhealthyThreshold'),
};
