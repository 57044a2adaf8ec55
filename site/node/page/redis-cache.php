<?php
// Valkey and Redis, which speak alike: the primary by its name, over TLS. After a failover the name leads to another server, and a
// connection that is still open to the old one takes no writes: it is closed, and the next request asks for the name anew.

final class NinesRedis implements NinesCache
{
    private const CONNECT_SECONDS = 0.2;
    private const ANSWER_SECONDS = 0.2;

    private ?Redis $server = null;

    public function __construct(private array $endpoint) {}

    public function read(array $keys): ?array
    {
        $texts = $this->ask(fn(Redis $server): array|false => $server->mGet($keys));
        if (!is_array($texts)) {
            return null;
        }
        $values = [];
        foreach ($texts as $index => $text) {
            if (is_string($text)) {
                $values[$keys[$index]] = unserialize($text);
            }
        }
        return $values;
    }

    public function set(string $key, mixed $value, int $seconds): ?bool
    {
        return $this->ask(fn(Redis $server): bool => $server->set($key, serialize($value), self::lasting($seconds)));
    }

    public function add(string $key, mixed $value, int $seconds): ?bool
    {
        return $this->ask(fn(Redis $server): bool => $server->set($key, serialize($value), ['nx'] + self::lasting($seconds)));
    }

    public function delete(string $key): ?bool
    {
        $deleted = $this->ask(fn(Redis $server): int|false => $server->del($key));
        return $deleted === null ? null : $deleted > 0;
    }

    private static function lasting(int $seconds): array
    {
        return $seconds > 0 ? ['ex' => $seconds] : [];
    }

    /** What a question is answered; null when nobody answers it, or somebody who does not lead. */
    private function ask(callable $question): mixed
    {
        try {
            $this->server ??= $this->connect();
            $answer = $question($this->server);
            // "READONLY", "LOADING", "OOM": a server that says so is as good as none.
            if ($answer !== false || $this->server->getLastError() === null) {
                return $answer;
            }
        } catch (RedisException) {
            // Told by the null.
        }
        $this->hangUp();
        return null;
    }

    /** The connection outlives the request; the certificate is held against the name and the system's authorities. */
    private function connect(): Redis
    {
        ['host' => $host, 'port' => $port, 'tls' => $isEncrypted] = $this->endpoint;
        $server = new Redis();
        // It warns of a name or a handshake that fails as well as throwing.
        if (!@$server->pconnect(($isEncrypted ? 'tls://' : '') . $host, $port, self::CONNECT_SECONDS, 'nines', 0, self::ANSWER_SECONDS)) {
            throw new RedisException('no connection');
        }
        // After a failure the page goes on without.
        $server->setOption(Redis::OPT_MAX_RETRIES, 0);
        $server->clearLastError();
        return $server;
    }

    private function hangUp(): void
    {
        try {
            $this->server?->close();
        } catch (RedisException) {
            // It was closed before.
        }
        $this->server = null;
    }
}
