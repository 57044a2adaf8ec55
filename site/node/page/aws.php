<?php
// Requests to AWS's JSON services, signed with the node's role: sessions in a table and the queue of the work share it.

final class NinesAws
{
    private const SIGNED = 'content-type;host;x-amz-date;x-amz-security-token;x-amz-target';
    private const METADATA = 'http://169.254.169.254/latest/';
    /** Credentials are asked for anew so long before they end. */
    private const RENEW_SECONDS = 300;

    private ?array $credentials = null;

    /** `$target` is what the service calls itself in a request, such as AmazonSQS. */
    public function __construct(private string $service, private string $target, private string $region, private string $endpoint) {}

    /** What an operation answers; null when it does not, which is logged. */
    public function ask(string $operation, array $input, float $limitSeconds = 2): ?array
    {
        $body = json_encode($input, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
        $credentials = $this->credentials();
        $now = time();
        $headers = [
            'content-type' => 'application/x-amz-json-1.0',
            'host' => preg_replace('#^https?://#', '', $this->endpoint),
            'x-amz-date' => gmdate('Ymd\THis\Z', $now),
            'x-amz-security-token' => $credentials['Token'],
            'x-amz-target' => "$this->target.$operation",
        ];
        $headers['authorization'] = $this->authorization($headers, $body, $credentials, $now);
        $lines = array_map(fn(string $name, string $value): string => "$name: $value", array_keys($headers), $headers);
        [$status, $text] = $this->http('POST', "$this->endpoint/", $lines, $body, $limitSeconds);
        if ($status !== 200) {
            error_log("nines: $this->target answered $operation with $status");
            return null;
        }
        return json_decode($text, true, 16, JSON_THROW_ON_ERROR);
    }

    /** Signature Version 4. */
    private function authorization(array $headers, string $body, array $credentials, int $now): string
    {
        $lines = implode('', array_map(fn(string $name, string $value): string => "$name:$value\n", array_keys($headers), $headers));
        $request = "POST\n/\n\n$lines\n" . self::SIGNED . "\n" . hash('sha256', $body);
        $scope = gmdate('Ymd', $now) . "/$this->region/$this->service/aws4_request";
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
        if ($this->credentials === null || strtotime($this->credentials['Expiration']) < time() + self::RENEW_SECONDS) {
            [, $token] = $this->http('PUT', self::METADATA . 'api/token', ['X-aws-ec2-metadata-token-ttl-seconds: 60']);
            $header = ["X-aws-ec2-metadata-token: $token"];
            [, $role] = $this->http('GET', self::METADATA . 'meta-data/iam/security-credentials/', $header);
            [, $text] = $this->http('GET', self::METADATA . 'meta-data/iam/security-credentials/' . trim($role), $header);
            $this->credentials = json_decode($text, true, 4, JSON_THROW_ON_ERROR);
        }
        return $this->credentials;
    }

    /** @return array{int, string} */
    private function http(string $method, string $url, array $headers, string $body = '', float $limitSeconds = 2): array
    {
        $options = ['method' => $method, 'header' => $headers, 'content' => $body, 'timeout' => $limitSeconds, 'ignore_errors' => true];
        $text = @file_get_contents($url, false, stream_context_create(['http' => $options]));
        preg_match('#^HTTP/\S+ (\d+)#', $http_response_header[0] ?? '', $status);
        return [(int) ($status[1] ?? 0), (string) $text];
    }
}
