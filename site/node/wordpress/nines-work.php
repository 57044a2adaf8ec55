<?php
// Plugin Name: Nines work
// Description: Hands work to the site's workers: nines_queue() here, and the action nines_work there.
require_once '/opt/nines/page/queue.php';

/**
 * Has a worker do something later. It comes to whoever has said add_action('nines_work', …), on a worker, at least once and in no order;
 * a callback that throws has it come again, and after some times it is put aside. False: there are no workers, or the queue did not take it.
 */
function nines_queue(array|string|int|float|bool $work, int $delaySeconds = 0): bool
{
    return NinesQueue::ofSite()?->send(json_encode($work, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES), $delaySeconds) ?? false;
}
