<?php
// The way to the cache, whichever it is: the deep page and the object cache share it.

/** What a cache can be asked. Null is no answer: the server is away, and asking on would cost the page its time. */
interface NinesCache
{
    /** @param string[] $keys @return ?array<string, mixed> what is there, by its key */
    public function read(array $keys): ?array;

    /** False: it was not stored. It lasts without end for 0 seconds. */
    public function set(string $key, mixed $value, int $seconds): ?bool;

    /** Stores only what is not there; of two nodes that try, the server chooses. */
    public function add(string $key, mixed $value, int $seconds): ?bool;

    public function delete(string $key): ?bool;
}

/** Null: no cache, or PHP has no client for it. */
function nines_cache(?array $cache): ?NinesCache
{
    if ($cache === null) {
        return null;
    }
    if ($cache['engine'] === 'memcached') {
        require_once __DIR__ . '/memcached-cache.php';
        return class_exists('Memcached') ? new NinesMemcached($cache) : null;
    }
    require_once __DIR__ . '/redis-cache.php';
    return class_exists('Redis') ? new NinesRedis($cache) : null;
}
