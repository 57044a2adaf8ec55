<?php
// Memcached: every node of the cluster, as discover-cache found them, or the endpoint alone.

const NINES_CACHE_SERVERS = '/opt/nines/cache-servers.json';

final class NinesMemcached implements NinesCache
{
    /** Answers that say something of the key and nothing of the server. */
    private const HEALTHY = [
        Memcached::RES_SUCCESS,
        Memcached::RES_NOTFOUND,
        Memcached::RES_NOTSTORED,
        Memcached::RES_DATA_EXISTS,
        Memcached::RES_E2BIG,
    ];

    private Memcached $servers;

    public function __construct(array $endpoint)
    {
        $this->servers = new Memcached('nines');
        $this->servers->setOptions([
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
        $known = array_map(fn(array $server): array => [$server['host'], $server['port']], $this->servers->getServerList());
        if ($known != $servers) {
            $this->servers->resetServerList();
            $this->servers->addServers($servers);
        }
    }

    public function read(array $keys): ?array
    {
        $values = $this->servers->getMulti($keys);
        return $this->heard($values !== false) === null ? null : ($values ?: []);
    }

    public function set(string $key, mixed $value, int $seconds): ?bool
    {
        return $this->heard($this->servers->set($key, $value, $seconds));
    }

    public function add(string $key, mixed $value, int $seconds): ?bool
    {
        return $this->heard($this->servers->add($key, $value, $seconds));
    }

    public function delete(string $key): ?bool
    {
        return $this->heard($this->servers->delete($key));
    }

    private function heard(bool $answer): ?bool
    {
        return $answer || in_array($this->servers->getResultCode(), self::HEALTHY, true) ? $answer : null;
    }
}
