<?php
// Asks ElastiCache's configuration endpoint for the cluster's nodes ("config get cluster", engine 1.4.14 and later) and keeps the list.
// A server that does not know the question is the whole cluster. Valkey and Redis have one name that leads to the primary.
require __DIR__ . '/settings.php';
require __DIR__ . '/cache.php';
require __DIR__ . '/memcached-cache.php';

$endpoint = nines_settings()['cache'];
if ($endpoint['engine'] !== 'memcached') {
    exit(0);
}
$socket = @fsockopen($endpoint['host'], $endpoint['port'], $code, $why, 2);
if ($socket === false) {
    // The last list stays: the site goes on without the nodes that are away.
    exit(0);
}
stream_set_timeout($socket, 2);
fwrite($socket, "config get cluster\r\n");
$servers = [];
while (($line = fgets($socket)) !== false && !preg_match('/^(END|ERROR|CLIENT_ERROR|SERVER_ERROR)/', $line)) {
    // One line holds them all: host|address|port, parted by blanks.
    foreach (preg_split('/\s+/', trim($line)) as $word) {
        if (preg_match('/^([^|\s]+)\|([^|\s]*)\|(\d+)$/', $word, $node)) {
            $servers[] = [$node[2] !== '' ? $node[2] : $node[1], (int) $node[3]];
        }
    }
}
fclose($socket);
sort($servers);
$text = json_encode($servers ?: [[$endpoint['host'], $endpoint['port']]]);
if ($text !== @file_get_contents(NINES_CACHE_SERVERS)) {
    file_put_contents(NINES_CACHE_SERVERS . '.new', $text);
    rename(NINES_CACHE_SERVERS . '.new', NINES_CACHE_SERVERS);
}
