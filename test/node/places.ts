/** Where everything stands: each part has a loopback address of its own, in the subnet of a zone, so that addresses tell zones apart. */
export const PLACES = {
  dns: '127.0.53.1',
  loadBalancer: '127.0.1.10',
  media: '127.0.1.20',
  cache: '127.0.31.5',
  replicatedCache: { 'cache-1': '127.0.31.6', 'cache-2': '127.0.32.6' },
  sessions: '127.0.1.30',
  queue: '127.0.1.40',
  nodes: {
    'node-a': { address: '127.0.11.11', zone: 'zone-a' },
    'node-b': { address: '127.0.12.11', zone: 'zone-b' },
    /** Takes the place of a node that was lost, as the group's next instance would. */
    'node-c': { address: '127.0.11.12', zone: 'zone-a' },
    'node-d': { address: '127.0.12.12', zone: 'zone-b' },
    /** Takes messages, and no visitors. */
    'worker-1': { address: '127.0.11.13', zone: 'zone-a' },
  },
  databases: {
    'myapp-db-1': { address: '127.0.11.21', zone: 'zone-a' },
    'myapp-db-2': { address: '127.0.12.21', zone: 'zone-b' },
  },
} as const;

export type NodeName = keyof typeof PLACES.nodes;
export type DatabaseName = keyof typeof PLACES.databases;

export const SITE_PORT = 80;
export const DATABASE_PORT = 3306;
export const CACHE_PORT = 11211;
export const SITE_URL = `http://${PLACES.loadBalancer}`;
export const DATABASE_NAME = 'db.myapp.internal';
export const CACHE_NAME = 'cache.myapp.internal';
export const REPLICATED_CACHE_NAME = 'master.cache.myapp.internal';
export const REPLICATED_CACHE_PORT = 6379;
export const HEALTH_PATH = '/healthy.html';
/** Which zone a subnet is in, as the network layer would hand it over. */
export const SUBNETS = '127.0.11.0/24=zone-a,127.0.12.0/24=zone-b';
