<?php
// WordPress's object cache on the site's cache, whichever engine it has. Without it every question is a miss: pages are slower, not down.
require_once '/opt/nines/page/settings.php';
require_once '/opt/nines/page/cache.php';

/** What a request has read or written, and behind it the cache, under keys that a flush leaves behind. */
final class NinesObjectCache
{
    /** Bounds how long a stale value can live whose deletion did not reach the cache. */
    private const LONGEST_SECONDS = 3600;
    /** A generation lasts until it is flushed. */
    private const WITHOUT_END = 0;
    /** Memcached's own bound is 250 bytes; the prefix takes some. */
    private const KEY_BYTES = 160;
    private array $own = [];
    private array $globalGroups = [];
    private array $ownGroups = [];
    /** After one failure a request asks no more: it may have cost a timeout, and the next one would cost another. */
    private bool $isAway = false;
    private ?string $generation = null;
    private string $site;
    private ?NinesCache $cache;
    private int $blog;
    public int $cache_hits = 0;
    public int $cache_misses = 0;

    public function __construct(array $settings, int $blog)
    {
        $this->site = $settings['site'];
        $this->cache = nines_cache($settings['cache']);
        $this->blog = $blog;
    }

    public function addGlobalGroups(array $groups): void
    {
        $this->globalGroups += array_fill_keys($groups, true);
    }

    public function addOwnGroups(array $groups): void
    {
        $this->ownGroups += array_fill_keys($groups, true);
    }

    public function switchTo(int $blog): void
    {
        $this->blog = $blog;
    }

    public function get(int|string $key, string $group, bool $force, ?bool &$found): mixed
    {
        return $this->getAll([$key], $group, $force, $found)[$key];
    }

    /** Many values by one question; what is not there is false, as WordPress wants it. `$found` is told of the first. */
    public function getAll(array $keys, string $group, bool $force = false, ?bool &$found = null): array
    {
        $ids = [];
        foreach ($keys as $key) {
            $ids[$key] = $this->id($key, $group);
        }
        $asked = array_filter($ids, fn(string $id): bool => ($force && $this->isShared($group)) || !array_key_exists($id, $this->own));
        $this->own = array_merge($this->own, $this->readAll($asked, $group));
        $values = [];
        $found = isset($keys[0]) && array_key_exists($ids[$keys[0]], $this->own);
        foreach ($ids as $key => $id) {
            $isThere = array_key_exists($id, $this->own);
            $isThere ? $this->cache_hits++ : $this->cache_misses++;
            $values[$key] = $isThere ? $this->copy($this->own[$id]) : false;
        }
        return $values;
    }

    public function set(int|string $key, mixed $value, string $group, int $seconds): bool
    {
        $id = $this->id($key, $group);
        $this->own[$id] = $this->copy($value);
        if (!$this->isShared($group) || !$this->mayAsk()) {
            return true;
        }
        // What could not be stored must not stay there in its old form either.
        return $this->heard($this->cache->set($this->at($id), $value, $this->until($seconds))) || $this->deleteShared($id);
    }

    /** Stores a value only if there is none; the server decides between two nodes that try. */
    public function add(int|string $key, mixed $value, string $group, int $seconds): bool
    {
        $id = $this->id($key, $group);
        if (array_key_exists($id, $this->own)) {
            return false;
        }
        if ($this->isShared($group) && $this->mayAsk() && !$this->heard($this->cache->add($this->at($id), $value, $this->until($seconds))) && !$this->isAway) {
            return false;
        }
        $this->own[$id] = $this->copy($value);
        return true;
    }

    public function replace(int|string $key, mixed $value, string $group, int $seconds): bool
    {
        $this->get($key, $group, true, $found);
        return $found && $this->set($key, $value, $group, $seconds);
    }

    public function delete(int|string $key, string $group): bool
    {
        $id = $this->id($key, $group);
        $wasThere = array_key_exists($id, $this->own);
        unset($this->own[$id]);
        if (!$this->isShared($group) || !$this->mayAsk()) {
            return $wasThere;
        }
        return $this->deleteShared($id) || $wasThere;
    }

    /** Counts by reading and writing: values have PHP types, which the server's own counters would lose. */
    public function count(int|string $key, int $step, string $group): int|false
    {
        $value = $this->get($key, $group, true, $found);
        if (!$found) {
            return false;
        }
        $value = max(0, (is_numeric($value) ? (int) $value : 0) + $step);
        $this->set($key, $value, $group, 0);
        return $value;
    }

    /** Moves on to a new generation: nobody asks for the old keys any more, and the server forgets them in its time. */
    public function flush(): bool
    {
        $this->flushOwn();
        $this->generation = null;
        return $this->cache === null || $this->heard($this->cache->set($this->generationKey(), $this->newGeneration(), self::WITHOUT_END));
    }

    public function flushOwn(): bool
    {
        $this->own = [];
        return true;
    }

    /** @param array<int|string, string> $ids */
    private function readAll(array $ids, string $group): array
    {
        if ($ids === [] || !$this->isShared($group) || !$this->mayAsk()) {
            return [];
        }
        $places = [];
        foreach ($ids as $id) {
            $places[$this->at($id)] = $id;
        }
        $values = $this->cache->read(array_map('strval', array_keys($places)));
        $this->heard($values !== null ? true : null);
        $read = [];
        foreach ($values ?? [] as $place => $value) {
            $read[$places[$place]] = $value;
        }
        return $read;
    }

    private function isShared(string $group): bool
    {
        return $this->cache !== null && !isset($this->ownGroups[$group]);
    }

    /** Whether the server may be asked; the first question of a request reads the generation. */
    private function mayAsk(): bool
    {
        if ($this->isAway) {
            return false;
        }
        $this->generation ??= $this->readGeneration();
        return $this->generation !== null;
    }

    private function readGeneration(): ?string
    {
        $generation = $this->sharedGeneration();
        if ($generation !== null || $this->isAway) {
            return $generation;
        }
        // Evicted, or never there: of two nodes that make one, the server keeps the first.
        $generation = $this->newGeneration();
        if ($this->heard($this->cache->add($this->generationKey(), $generation, self::WITHOUT_END))) {
            return $generation;
        }
        return $this->isAway ? null : $this->sharedGeneration();
    }

    private function sharedGeneration(): ?string
    {
        $values = $this->cache->read([$this->generationKey()]);
        $this->heard($values !== null ? true : null);
        $generation = $values[$this->generationKey()] ?? null;
        return is_string($generation) ? $generation : null;
    }

    private function deleteShared(string $id): bool
    {
        return !$this->isAway && $this->heard($this->cache->delete($this->at($id)));
    }

    private function generationKey(): string
    {
        return "{$this->site}:generation";
    }

    private function newGeneration(): string
    {
        return base_convert((string) hrtime(true), 10, 36) . bin2hex(random_bytes(4));
    }

    /** Takes an answer, and whether there is none. */
    private function heard(?bool $answer): bool
    {
        if ($answer === null) {
            $this->isAway = true;
        }
        return $answer === true;
    }

    private function id(int|string $key, string $group): string
    {
        $blog = isset($this->globalGroups[$group]) ? 0 : $this->blog;
        $id = "$blog:$group:$key";
        return strlen($id) > self::KEY_BYTES || preg_match('/[^\x21-\x7e]/', $id) ? "$blog:" . hash('sha256', $id) : $id;
    }

    private function at(string $id): string
    {
        return "{$this->site}:{$this->generation}:$id";
    }

    private function until(int $seconds): int
    {
        return $seconds > 0 ? min($seconds, self::LONGEST_SECONDS) : self::LONGEST_SECONDS;
    }

    /** Who changes a value that was read does not change the cache. */
    private function copy(mixed $value): mixed
    {
        return is_object($value) ? clone $value : $value;
    }
}

function nines_group(string $group): string
{
    return $group === '' ? 'default' : $group;
}

function wp_cache_init(): void
{
    $GLOBALS['wp_object_cache'] = new NinesObjectCache(nines_settings(), function_exists('get_current_blog_id') ? get_current_blog_id() : 1);
}

function wp_cache_supports($feature): bool
{
    return in_array($feature, ['add_multiple', 'set_multiple', 'get_multiple', 'delete_multiple', 'flush_runtime'], true);
}

function wp_cache_get($key, $group = '', $force = false, &$found = null)
{
    return $GLOBALS['wp_object_cache']->get($key, nines_group($group), (bool) $force, $found);
}

function wp_cache_get_multiple($keys, $group = '', $force = false): array
{
    return $GLOBALS['wp_object_cache']->getAll(array_values($keys), nines_group($group), (bool) $force);
}

function wp_cache_set($key, $data, $group = '', $expire = 0): bool
{
    return $GLOBALS['wp_object_cache']->set($key, $data, nines_group($group), (int) $expire);
}

function wp_cache_set_multiple(array $data, $group = '', $expire = 0): array
{
    return nines_each($data, fn($key, $value) => wp_cache_set($key, $value, $group, $expire));
}

function wp_cache_add($key, $data, $group = '', $expire = 0): bool
{
    return !wp_suspend_cache_addition() && $GLOBALS['wp_object_cache']->add($key, $data, nines_group($group), (int) $expire);
}

function wp_cache_add_multiple(array $data, $group = '', $expire = 0): array
{
    return nines_each($data, fn($key, $value) => wp_cache_add($key, $value, $group, $expire));
}

function wp_cache_replace($key, $data, $group = '', $expire = 0): bool
{
    return $GLOBALS['wp_object_cache']->replace($key, $data, nines_group($group), (int) $expire);
}

function wp_cache_delete($key, $group = ''): bool
{
    return $GLOBALS['wp_object_cache']->delete($key, nines_group($group));
}

function wp_cache_delete_multiple(array $keys, $group = ''): array
{
    return nines_each(array_combine($keys, $keys), fn($key) => wp_cache_delete($key, $group));
}

function wp_cache_incr($key, $offset = 1, $group = '')
{
    return $GLOBALS['wp_object_cache']->count($key, (int) $offset, nines_group($group));
}

function wp_cache_decr($key, $offset = 1, $group = '')
{
    return $GLOBALS['wp_object_cache']->count($key, -(int) $offset, nines_group($group));
}

function wp_cache_flush(): bool
{
    return $GLOBALS['wp_object_cache']->flush();
}

function wp_cache_flush_runtime(): bool
{
    return $GLOBALS['wp_object_cache']->flushOwn();
}

function wp_cache_close(): bool
{
    return true;
}

function wp_cache_add_global_groups($groups): void
{
    $GLOBALS['wp_object_cache']->addGlobalGroups((array) $groups);
}

function wp_cache_add_non_persistent_groups($groups): void
{
    $GLOBALS['wp_object_cache']->addOwnGroups((array) $groups);
}

function wp_cache_switch_to_blog($blog): void
{
    $GLOBALS['wp_object_cache']->switchTo((int) $blog);
}

function nines_each(array $values, callable $do): array
{
    $answers = [];
    foreach ($values as $key => $value) {
        $answers[$key] = $do($key, $value);
    }
    return $answers;
}
