<?php
// The queue of the work: web nodes put messages into it, and workers take them out.
require_once __DIR__ . '/settings.php';
require_once __DIR__ . '/aws.php';

final class NinesQueue
{
    public function __construct(private NinesAws $sqs, private string $url) {}

    /** Null for a site without workers. */
    public static function ofSite(): ?self
    {
        ['region' => $region, 'queue' => $queue] = nines_settings();
        if ($queue === null) {
            return null;
        }
        $endpoint = $queue['endpoint'] ?: preg_replace('#^(https?://[^/]+)/.*$#', '$1', $queue['url']);
        return new self(new NinesAws('sqs', 'AmazonSQS', $region, $endpoint), $queue['url']);
    }

    public function send(string $body, int $delaySeconds): bool
    {
        return $this->ask('SendMessage', ['MessageBody' => $body, 'DelaySeconds' => $delaySeconds]) !== null;
    }

    /** The next message, waited for as long as SQS lets one wait; null when none came or SQS did not answer, which `$isAnswered` tells. */
    public function take(int $waitSeconds, ?bool &$isAnswered = null): ?array
    {
        $input = ['MaxNumberOfMessages' => 1, 'WaitTimeSeconds' => $waitSeconds, 'MessageSystemAttributeNames' => ['ApproximateReceiveCount']];
        $answer = $this->ask('ReceiveMessage', $input, $waitSeconds + 5);
        $isAnswered = $answer !== null;
        return $answer['Messages'][0] ?? null;
    }

    public function delete(string $receipt): bool
    {
        return $this->ask('DeleteMessage', ['ReceiptHandle' => $receipt]) !== null;
    }

    /** Hides a message for so long from now on; 0 gives it back. */
    public function hide(string $receipt, int $seconds): bool
    {
        return $this->ask('ChangeMessageVisibility', ['ReceiptHandle' => $receipt, 'VisibilityTimeout' => $seconds]) !== null;
    }

    private function ask(string $operation, array $input, float $limitSeconds = 5): ?array
    {
        return $this->sqs->ask($operation, ['QueueUrl' => $this->url] + $input, $limitSeconds);
    }
}
