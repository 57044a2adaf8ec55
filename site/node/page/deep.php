<?php
// /nines/health?sequence=N writes and reads a numbered row, asks the cache, touches the shared files, and names node and writer; 504 while
// the database is away. /nines/rows?from=&to= tells which numbers are there, so that an RPO can be read back.
require __DIR__ . '/settings.php';
require __DIR__ . '/signed.php';
require __DIR__ . '/cache.php';
require __DIR__ . '/database.php';

/** So many numbers are told at once: three hours of a probe's seconds. */
const NINES_ROWS_LIMIT = 10_800;

function nines_answer(int $status, array $body): never
{
    http_response_code($status);
    header('content-type: application/json');
    header('cache-control: no-store');
    echo json_encode($body, JSON_UNESCAPED_SLASHES);
    exit;
}

function nines_number(string $name): int
{
    $text = $_GET[$name] ?? '';
    if (!is_string($text) || !preg_match('/^\d{1,15}$/D', $text)) {
        nines_answer(400, ['why' => "$name is no number"]);
    }
    return (int) $text;
}

function nines_ask_cache(?array $settings, string $node): string
{
    if ($settings === null) {
        return 'absent';
    }
    $cache = nines_cache($settings);
    $value = bin2hex(random_bytes(8));
    $key = "nines/$node";
    return $cache?->set($key, $value, 60) && ($cache->read([$key])[$key] ?? null) === $value ? 'ok' : 'error';
}

function nines_ask_files(bool $hasFiles, string $node): string
{
    if (!$hasFiles) {
        return 'absent';
    }
    return nines_tool(1, '/opt/nines/check-files', 'touch', $node) ? 'ok' : 'error';
}

/** What the database says: a status and the facts that go with it. A read is tried when a write failed: a writer that is read-only still reads. */
function nines_ask_database(array $settings, int $sequence): array
{
    if ($settings['database'] === null) {
        return [200, ['database' => 'absent']];
    }
    [$address, $zone] = nines_place($settings['database']['host'], $settings['subnets']);
    $place = ['writerZone' => $zone];
    $connection = null;
    try {
        $connection = nines_connect($settings['database'], $address);
        $place['writer'] = nines_writer($connection);
        nines_write_row($connection, $sequence, $settings['node']);
    } catch (mysqli_sql_exception $error) {
        return [504, ['database' => 'no write', 'read' => nines_can_read($connection, $sequence), 'why' => $error->getMessage()] + $place];
    }
    try {
        return nines_has_row($connection, $sequence) ? [200, ['database' => 'ok'] + $place] : [504, ['database' => 'no read'] + $place];
    } catch (mysqli_sql_exception $error) {
        return [504, ['database' => 'no read', 'why' => $error->getMessage()] + $place];
    }
}

function nines_can_read(?mysqli $connection, int $sequence): bool
{
    try {
        if ($connection === null) {
            return false;
        }
        nines_rows($connection, $sequence, $sequence);
        return true;
    } catch (mysqli_sql_exception) {
        return false;
    }
}

function nines_answer_health(array $settings): never
{
    $started = hrtime(true);
    $sequence = nines_number('sequence');
    ['node' => $node, 'zone' => $zone] = $settings;
    [$status, $facts] = nines_ask_database($settings, $sequence);
    $facts += ['cache' => nines_ask_cache($settings['cache'], $node), 'files' => nines_ask_files($settings['hasFiles'], $node)];
    $facts['milliseconds'] = intdiv(hrtime(true) - $started, 1_000_000);
    nines_answer($status, ['node' => $node, 'zone' => $zone, 'sequence' => $sequence] + array_filter($facts, fn($fact) => $fact !== null));
}

function nines_answer_rows(array $settings): never
{
    [$from, $to] = [nines_number('from'), nines_number('to')];
    if ($to - $from >= NINES_ROWS_LIMIT) {
        nines_answer(400, ['why' => 'at most ' . NINES_ROWS_LIMIT . ' numbers are told at once']);
    }
    try {
        $connection = $settings['database'] === null ? null : nines_connect($settings['database'], gethostbyname($settings['database']['host']));
        nines_answer(200, ['sequences' => $connection === null ? [] : nines_rows($connection, $from, $to)]);
    } catch (mysqli_sql_exception $error) {
        nines_answer(504, ['why' => $error->getMessage()]);
    }
}

$settings = nines_settings();
$problem = nines_signature_problem(
    $settings['key'],
    time(),
    $_SERVER['REQUEST_METHOD'],
    $_SERVER['REQUEST_URI'],
    $_SERVER['HTTP_X_NINES_TIMESTAMP'] ?? null,
    $_SERVER['HTTP_X_NINES_SIGNATURE'] ?? null,
);
if ($problem !== null) {
    // Whoever asks is told no more than that.
    nines_answer($problem, []);
}
match (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    '/nines/health' => nines_answer_health($settings),
    '/nines/rows' => nines_answer_rows($settings),
    default => nines_answer(404, []),
};
