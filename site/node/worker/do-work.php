<?php
// Does one message in WordPress, which is loaded anew for each: no plugin meets what another message has left behind. Its exit status says
// whether it came to its end; a plugin that throws, dies or exits has not done its message.
require '/opt/nines/page/settings.php';

const NINES_IS_DONE = 86;

$message = json_decode((string) stream_get_contents(STDIN), true, 16, JSON_THROW_ON_ERROR);
$settings = nines_settings();
// WordPress asks for them, and nobody has sent a request.
$_SERVER += ['HTTP_HOST' => (string) (parse_url($settings['url'], PHP_URL_HOST) ?: 'localhost'), 'REQUEST_METHOD' => 'GET', 'REQUEST_URI' => '/'];
define('DOING_CRON', true);
define('WP_USE_THEMES', false);
require $settings['root'] . '/wp-load.php';

// Work that nobody does must not look as if it were done.
if (!has_action('nines_work')) {
    fwrite(STDERR, "nobody listens to nines_work\n");
    exit(1);
}
$body = json_decode($message['Body'], true);
try {
    do_action('nines_work', json_last_error() === JSON_ERROR_NONE ? $body : $message['Body'], $message);
} catch (Throwable $problem) {
    fwrite(STDERR, 'nines_work: ' . $problem::class . ": {$problem->getMessage()}\n");
    exit(1);
}
exit(NINES_IS_DONE);
