<?php
// PHP's sessions in a DynamoDB table (`id` is its key, `expires` its time to live), asked over HTTPS and signed with the node's role.
// PHP-FPM runs this file before each page of the site; a session that is not started costs nothing.
require_once '/opt/nines/page/settings.php';
require_once '/opt/nines/page/aws.php';

final class NinesDynamoSessions implements SessionHandlerInterface
{
    public function __construct(private NinesAws $dynamo, private string $table) {}

    public function open(string $path, string $name): bool
    {
        return true;
    }

    public function close(): bool
    {
        return true;
    }

    public function read(string $id): string|false
    {
        $answer = $this->ask('GetItem', ['Key' => ['id' => ['S' => $id]], 'ConsistentRead' => true]);
        if ($answer === null) {
            return false;
        }
        // DynamoDB takes expired rows away when it finds time for it.
        $isOver = (int) ($answer['Item']['expires']['N'] ?? 0) < time();
        return $isOver ? '' : base64_decode($answer['Item']['data']['B'] ?? '');
    }

    public function write(string $id, string $data): bool
    {
        $expires = time() + (int) ini_get('session.gc_maxlifetime');
        $item = ['id' => ['S' => $id], 'data' => ['B' => base64_encode($data)], 'expires' => ['N' => (string) $expires]];
        return $this->ask('PutItem', ['Item' => $item]) !== null;
    }

    public function destroy(string $id): bool
    {
        return $this->ask('DeleteItem', ['Key' => ['id' => ['S' => $id]]]) !== null;
    }

    public function gc(int $max_lifetime): int|false
    {
        // The table's time to live does it.
        return 0;
    }

    private function ask(string $operation, array $input): ?array
    {
        return $this->dynamo->ask($operation, ['TableName' => $this->table] + $input);
    }
}

(function (): void {
    ['region' => $region, 'sessions' => ['table' => $table, 'endpoint' => $endpoint]] = nines_settings();
    $dynamo = new NinesAws('dynamodb', 'DynamoDB_20120810', $region, $endpoint ?: "https://dynamodb.$region.amazonaws.com");
    session_set_save_handler(new NinesDynamoSessions($dynamo, $table), true);
})();
