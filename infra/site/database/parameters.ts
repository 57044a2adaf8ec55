import { Aws, type CfnCondition, Fn } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isGiven } from '../network/conditions.ts';

/** The MySQL parameters that a site may set, by the level at which Aurora takes them (Aurora User Guide: Aurora MySQL configuration parameters). */
const settable = {
  cluster: ['character_set_server', 'collation_server', 'require_secure_transport', 'time_zone'],
  instance: ['innodb_lock_wait_timeout', 'interactive_timeout', 'long_query_time', 'max_allowed_packet', 'max_connections', 'wait_timeout'],
} as const;

/** Slow queries are kept in a file, or there is none to export. */
const slowQueries = { slow_query_log: '1', log_output: 'FILE' };

/** Values of a parameter group; what the site leaves to RDS is left out. */
export type GroupValues = Record<string, string | object>;

/** The parameters of MySQL by level: cluster and instance for Aurora, both together for the rest. `text` makes a template parameter. */
export const mysqlParameters = (scope: Construct, text: (name: string) => string): Record<'cluster' | 'instance', GroupValues> => {
  const valuesOf = (names: readonly string[]): GroupValues =>
    Object.fromEntries(
      names.map((name) => {
        const value = text(pascal(name));
        return [name, Fn.conditionIf(isGiven(scope, `Has${pascal(name)}`, value).logicalId, value, Aws.NO_VALUE)];
      }),
    );
  return { cluster: valuesOf(settable.cluster), instance: { ...valuesOf(settable.instance), ...slowQueries } };
};

/** `max_connections` → `MaxConnections`. */
const pascal = (name: string): string =>
  name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** A value that is left out when its parameter is empty. */
export const orNothing = (scope: Construct, id: string, value: string): string =>
  Fn.conditionIf(isGiven(scope, id, value).logicalId, value, Aws.NO_VALUE).toString();

/** Either value, by a condition, of whatever kind. */
export const choose = <Value>(condition: CfnCondition, value: Value, otherwise: unknown = Aws.NO_VALUE): Value =>
  Fn.conditionIf(condition.logicalId, value, otherwise) as unknown as Value;
