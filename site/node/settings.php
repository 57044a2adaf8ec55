<?php
// Writes the node's settings.json from the bootstrap's environment. PHP does it, since it quotes what a shell would spoil.

$of = fn(string $name): string => (string) getenv("NINES_$name");
$secret = json_decode($of('DATABASE_SECRET'), true, 8, JSON_THROW_ON_ERROR);
$subnets = [];
foreach (array_filter(explode(',', $of('SUBNETS'))) as $pair) {
    [$cidr, $zone] = explode('=', $pair, 2);
    $subnets[] = ['cidr' => trim($cidr), 'zone' => trim($zone)];
}
$endpoint = fn(string $layer): ?array => $of("{$layer}_HOST") === '' ? null : ['host' => $of("{$layer}_HOST"), 'port' => (int) $of("{$layer}_PORT")];
$database = $endpoint('DATABASE');
$cache = $endpoint('CACHE');

echo json_encode([
    'site' => $of('SITE'),
    'region' => $of('REGION'),
    'node' => $of('NODE_ID'),
    'zone' => $of('NODE_ZONE'),
    'url' => $of('SITE_URL'),
    'root' => $of('ROOT_DIR'),
    'key' => $of('SITE_KEY'),
    'database' => $database === null ? null : $database + [
        'name' => $of('DATABASE_NAME'),
        'user' => $secret['username'] ?? '',
        'password' => $secret['password'] ?? '',
        'tls' => $of('DATABASE_TLS') === 'required',
    ],
    'cache' => $cache === null ? null : $cache + ['engine' => $of('CACHE_ENGINE'), 'tls' => $of('CACHE_TLS') === 'required'],
    'queue' => $of('QUEUE_URL') === '' ? null : [
        'url' => $of('QUEUE_URL'),
        'endpoint' => $of('QUEUE_ENDPOINT'),
        'visibilitySeconds' => (int) $of('QUEUE_VISIBILITY_SECONDS'),
    ],
    'hasFiles' => $of('FILES_ID') !== '',
    'mediaUrl' => $of('MEDIA_URL'),
    'subnets' => $subnets,
    'sessions' => ['table' => $of('SESSIONS_TABLE'), 'endpoint' => $of('SESSIONS_ENDPOINT')],
], JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR), "\n";
