<?php
// The load balancer's page: this node's web server, its PHP and the site's files. Never the database, the cache or another node: a node
// whose database is away must not be replaced, for the next one would be as ill.
require __DIR__ . '/settings.php';

header('content-type: text/html');
header('cache-control: no-store');
if (!nines_tool(2, '/opt/nines/check-files')) {
    http_response_code(503);
    echo "the site's files are away\n";
    exit;
}
echo "healthy\n";
