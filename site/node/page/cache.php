<?php
// The way to Memcached: the deep page and the object cache share it.

const NINES_CACHE_SERVERS = '/opt/nines/cache-servers.json';

/** Every node of the cluster, as discover-cache found them, or the endpoint alone. Null: no cache, or PHP has no client for it. */
function nines_cache(?array $endpoint): ?Memcached
{
    if ($endpoint === null || !class_exists('Memcached')) {
        return null;
    }
    $cache = new Memcached('nines');
    $cache->setOptions([
        // Every node of the site must find a key on the same server, also while one is away.
        Memcached::OPT_LIBKETAMA_COMPATIBLE => true,
        Memcached::OPT_NO_BLOCK => true,
        Memcached::OPT_TCP_NODELAY => true,
        Memcached::OPT_CONNECT_TIMEOUT => 100,
        Memcached::OPT_POLL_TIMEOUT => 200,
        Memcached::OPT_SEND_TIMEOUT => 200_000,
        Memcached::OPT_RECV_TIMEOUT => 200_000,
        // A server that failed is asked again after so many seconds: until then it costs no page its time.
        Memcached::OPT_RETRY_TIMEOUT => 2,
        Memcached::OPT_SERVER_FAILURE_LIMIT => 1,
    ]);
    $servers = json_decode((string) @file_get_contents(NINES_CACHE_SERVERS), true) ?: [[$endpoint['host'], $endpoint['port']]];
    // The client outlives the request, and with it its connections; it is told of its servers once, and when they change.
    $known = array_map(fn(array $server): array => [$server['host'], $server['port']], $cache->getServerList());
    if ($known != $servers) {
        $cache->resetServerList();
        $cache->addServers($servers);
    }
    return $cache;
}
