<?php
// PHP's sessions in a DynamoDB table (`id` is its key, `expires` its time to live), asked over HTTPS and signed with the node's role.
// PHP-FPM runs this file before each page of the site; a session that is not started costs nothing.
require_once '/opt/nines/page/settings.php';

final class NinesDynamoSessions implements SessionHandlerInterface
{
    private const SIGNED = 'content-type;host;x-amz-date;x-amz-security-token;x-amz-target';
    private const METADATA = 'http://169.254.169.254/latest/';

    public function __construct(private string $region, private string $table, private string $endpoint) {}

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
        $body = json_encode(['TableName' => $this->table] + $input, JSON_THROW_ON_ERROR);
        $credentials = $this->credentials();
        $now = time();
        $headers = [
            'content-type' => 'application/x-amz-json-1.0',
            'host' => preg_replace('#^https?://#', '', $this->endpoint),
            'x-amz-date' => gmdate('Ymd\THis\Z', $now),
            'x-amz-security-token' => $credentials['Token'],
            'x-amz-target' => "DynamoDB_20120810.$operation",
        ];
        $headers['authorization'] = $this->authorization($headers, $body, $credentials, $now);
        $lines = array_map(fn(string $name, string $value): string => "$name: $value", array_keys($headers), $headers);
        [$status, $text] = $this->http('POST', "$this->endpoint/", $lines, $body);
        if ($status !== 200) {
            error_log("nines: DynamoDB answered $operation with $status");
            return null;
        }
        return json_decode($text, true, 16, JSON_THROW_ON_ERROR);
    }

    /** Signature Version 4. */
    private function authorization(array $headers, string $body, array $credentials, int $now): string
    {
        $lines = implode('', array_map(fn(string $name, string $value): string => "$name:$value\n", array_keys($headers), $headers));
        $request = "POST\n/\n\n$lines\n" . self::SIGNED . "\n" . hash('sha256', $body);
        $scope = gmdate('Ymd', $now) . "/$this->region/dynamodb/aws4_request";
        $text = "AWS4-HMAC-SHA256\n{$headers['x-amz-date']}\n$scope\n" . hash('sha256', $request);
        $key = 'AWS4' . $credentials['SecretAccessKey'];
        foreach (explode('/', $scope) as $part) {
            $key = hash_hmac('sha256', $part, $key, true);
        }
        return "AWS4-HMAC-SHA256 Credential={$credentials['AccessKeyId']}/$scope, SignedHeaders=" . self::SIGNED . ', Signature=' . hash_hmac('sha256', $text, $key);
    }

    /** The role's own, from the metadata service; a file of credentials stands for it where there is no cloud. */
    private function credentials(): array
    {
        $given = @file_get_contents('/opt/nines/credentials.json');
        if ($given !== false) {
            return json_decode($given, true, 4, JSON_THROW_ON_ERROR);
        }
        [, $token] = $this->http('PUT', self::METADATA . 'api/token', ['X-aws-ec2-metadata-token-ttl-seconds: 60']);
        $header = ["X-aws-ec2-metadata-token: $token"];
        [, $role] = $this->http('GET', self::METADATA . 'meta-data/iam/security-credentials/', $header);
        [, $text] = $this->http('GET', self::METADATA . 'meta-data/iam/security-credentials/' . trim($role), $header);
        return json_decode($text, true, 4, JSON_THROW_ON_ERROR);
    }

    /** @return array{int, string} */
    private function http(string $method, string $url, array $headers, string $body = ''): array
    {
        $options = ['method' => $method, 'header' => $headers, 'content' => $body, 'timeout' => 2, 'ignore_errors' => true];
        $text = @file_get_contents($url, false, stream_context_create(['http' => $options]));
        preg_match('#^HTTP/\S+ (\d+)#', $http_response_header[0] ?? '', $status);
        return [(int) ($status[1] ?? 0), (string) $text];
    }
}

(function (): void {
    ['region' => $region, 'sessions' => ['table' => $table, 'endpoint' => $endpoint]] = nines_settings();
    session_set_save_handler(new NinesDynamoSessions($region, $table, $endpoint ?: "https://dynamodb.$region.amazonaws.com"), true);
})();
