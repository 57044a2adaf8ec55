<?php
// Plugin Name: Work check
// Description: What a site's own plugin would do with its work; it leaves a line for each message, in the shared files.
add_action('nines_work', function (array $work, array $message): void {
    $settings = nines_settings();
    $note = fn(string $what) => file_put_contents(
        '/mnt/nines/work.ndjson',
        json_encode(['name' => $work['name'], 'what' => $what, 'node' => $settings['node'], 'title' => get_bloginfo('name')]) . "\n",
        FILE_APPEND | LOCK_EX,
    );
    $note('begun');
    match ($work['do']) {
        'note' => null,
        'sleep' => sleep($work['seconds']),
        'throw' => throw new RuntimeException('this work cannot be done'),
        'exit' => exit(0),
    };
    $note('done');
}, 10, 2);
