/** A data service that the node is told of. */
export type Endpoint = { readonly host: string; readonly port: number };

/** What the bootstrap script is given as `export NAME=value` lines; an absent layer is undefined. */
export type NodeEnvironment = {
  readonly site: string;
  readonly healthPath: string;
  /** Where the site's key is; without one the node answers no signed request. */
  readonly siteSecretArn: string;
  readonly database: Endpoint | undefined;
  readonly cache: Endpoint | undefined;
  readonly cacheEngine: string;
  /** The shared file system, empty where there is none. */
  readonly filesId: string;
  /** Where its code lies. */
  readonly assets: { readonly bucket: string; readonly prefix: string } | undefined;
  readonly role: 'web' | 'worker';
  /** The queue of the work, empty where there is none. */
  readonly queueUrl: string;
};

const EXPORT = /^\s*export\s+([A-Z_][A-Z0-9_]*)=(.*)$/;
const DEFAULTS = {
  cacheEngine: 'memcached',
  healthPath: '/healthy.html',
  databasePort: '3306',
  memcachedPort: '11211',
  replicatedPort: '6379',
} as const;

/** Reads the exports of user data. */
export function readEnvironment(userData: string): NodeEnvironment {
  const values = new Map<string, string>();
  for (const line of userData.split('\n')) {
    const match = EXPORT.exec(line);
    if (match) values.set(match[1] as string, unquote((match[2] as string).trim()));
  }
  const endpoint = (layer: 'DATABASE' | 'CACHE', defaultPort: string): Endpoint | undefined => {
    const host = values.get(`NINES_${layer}_HOST`);
    return host ? { host, port: Number(values.get(`NINES_${layer}_PORT`) || defaultPort) } : undefined;
  };
  const cacheEngine = values.get('NINES_CACHE_ENGINE') || DEFAULTS.cacheEngine;
  const bucket = values.get('NINES_ASSETS_BUCKET');
  return {
    site: values.get('NINES_SITE') ?? '',
    healthPath: values.get('NINES_HEALTH_PATH') || DEFAULTS.healthPath,
    siteSecretArn: values.get('NINES_SITE_SECRET_ARN') ?? '',
    database: endpoint('DATABASE', DEFAULTS.databasePort),
    cache: endpoint('CACHE', cacheEngine === 'memcached' ? DEFAULTS.memcachedPort : DEFAULTS.replicatedPort),
    cacheEngine,
    filesId: values.get('NINES_FILES_ID') ?? '',
    role: values.get('NINES_ROLE') === 'worker' ? 'worker' : 'web',
    queueUrl: values.get('NINES_QUEUE_URL') ?? '',
    assets: bucket ? { bucket, prefix: values.get('NINES_ASSETS_PREFIX') ?? '' } : undefined,
  };
}

function unquote(value: string): string {
  const quoted = /^(["'])(.*)\1$/.exec(value);
  return quoted ? (quoted[2] as string) : value;
}
