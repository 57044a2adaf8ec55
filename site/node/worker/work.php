<?php
// A worker: takes a message, has WordPress do it in a process of its own, and deletes it when that is done. What fails stays in the queue
// and comes back when its time is over, until SQS puts it aside. On SIGTERM the message in hand is ended, and no other is taken.
require '/opt/nines/page/queue.php';

/** As long as SQS lets a question wait. */
const NINES_WAIT_SECONDS = 20;
/** SQS is asked again so long after it did not answer. */
const NINES_PAUSE_SECONDS = 5;
/** What takes longer hangs: it is ended, and comes back. */
const NINES_WORK_SECONDS = 900;
/** A worker that is told to go has so long for what it has in hand: less than its node waits for it (tools/collect-logs). */
const NINES_DRAIN_SECONDS = 90;
/** How do-work.php says that it came to its end: nothing that a plugin does by accident. */
const NINES_IS_DONE = 86;
/** Says that the queue has answered, for check-node. */
const NINES_ALIVE = '/run/nines-worker/alive';

final class NinesWorker
{
    private ?float $stoppedAt = null;

    /** A message is hidden for so long when it is taken, and again and again while it is worked on. */
    public function __construct(private NinesQueue $queue, private int $visibilitySeconds) {}

    public function run(): void
    {
        pcntl_async_signals(true);
        foreach ([SIGTERM, SIGINT] as $signal) {
            pcntl_signal($signal, function (): void {
                $this->stoppedAt ??= microtime(true);
            }, false);
        }
        // The first question waits for nothing: its answer says that the node may be let in.
        $waitSeconds = 0;
        while ($this->stoppedAt === null) {
            $message = $this->queue->take($waitSeconds, $isAnswered);
            if (!$isAnswered) {
                sleep(NINES_PAUSE_SECONDS);
                continue;
            }
            touch(NINES_ALIVE);
            $waitSeconds = NINES_WAIT_SECONDS;
            if ($message !== null) {
                $this->work($message);
            }
        }
    }

    private function work(array $message): void
    {
        $receipt = $message['ReceiptHandle'];
        $status = $this->do($message);
        if ($status === NINES_IS_DONE) {
            $this->queue->delete($receipt);
            return;
        }
        error_log("nines: the message {$message['MessageId']} was not done ($status)");
        // What was only broken off is given back at once; what failed waits for its time.
        if ($status === null) {
            $this->queue->hide($receipt, 0);
        }
    }

    /** How WordPress ended the work; null when it was broken off because the node goes. */
    private function do(array $message): ?int
    {
        // A group of its own: what it starts is ended with it.
        $process = proc_open(['setsid', PHP_BINARY, __DIR__ . '/do-work.php'], [0 => ['pipe', 'r'], 1 => STDOUT, 2 => STDERR], $pipes);
        if ($process === false) {
            return 1;
        }
        fwrite($pipes[0], json_encode($message, JSON_THROW_ON_ERROR));
        fclose($pipes[0]);
        $beganAt = $hiddenAt = microtime(true);
        while (($state = proc_get_status($process))['running']) {
            $now = microtime(true);
            $isTooLong = $now - $beganAt > NINES_WORK_SECONDS;
            $isLeaving = $this->stoppedAt !== null && $now - $this->stoppedAt > NINES_DRAIN_SECONDS;
            if ($isTooLong || $isLeaving) {
                posix_kill(-$state['pid'], SIGKILL);
                proc_close($process);
                return $isTooLong ? 1 : null;
            }
            if ($now - $hiddenAt > $this->visibilitySeconds / 2) {
                $this->queue->hide($message['ReceiptHandle'], $this->visibilitySeconds);
                $hiddenAt = $now;
            }
            usleep(50_000);
        }
        $exitCode = $state['exitcode'];
        proc_close($process);
        return $exitCode;
    }
}

$queue = NinesQueue::ofSite();
if ($queue === null) {
    fwrite(STDERR, "this worker was told of no queue\n");
    exit(1);
}
(new NinesWorker($queue, nines_settings()['queue']['visibilitySeconds']))->run();
