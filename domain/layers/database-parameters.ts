/** What a site sets; RDS keeps its own default of everything else. */
export type MysqlParameters = {
  character_set_server?: string | undefined;
  collation_server?: string | undefined;
  innodb_lock_wait_timeout?: number | undefined;
  interactive_timeout?: number | undefined;
  long_query_time?: number | undefined;
  max_allowed_packet?: number | undefined;
  max_connections?: number | undefined;
  require_secure_transport?: number | undefined;
  time_zone?: string | undefined;
  wait_timeout?: number | undefined;
};

const NAMES = [
  'character_set_server',
  'collation_server',
  'innodb_lock_wait_timeout',
  'interactive_timeout',
  'long_query_time',
  'max_allowed_packet',
  'max_connections',
  'require_secure_transport',
  'time_zone',
  'wait_timeout',
] as const satisfies (keyof MysqlParameters)[];

/** `max_connections` → `MaxConnections`, as the templates call it. */
export const templateParameter = (name: string): string =>
  name
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** Every parameter for the template; an empty text leaves one to RDS. Plain connections are refused unless the site says otherwise. */
export function parameterValues(given: MysqlParameters): Record<string, string | number> {
  const wanted: MysqlParameters = { ...given, require_secure_transport: given.require_secure_transport ?? 1 };
  return Object.fromEntries(NAMES.map((name) => [templateParameter(name), wanted[name] ?? '']));
}
