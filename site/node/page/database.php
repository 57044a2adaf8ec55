<?php
// The numbered rows of the deep page, and who keeps them.

const NINES_ROWS = 'CREATE TABLE IF NOT EXISTS nines.probe_rows
    (sequence BIGINT PRIMARY KEY, node VARCHAR(32) NOT NULL, at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)';
/** The table, and the database, are not there before the first row. */
const NINES_NOT_MADE_YET = [1146, 1049];

/** The address that the name has now, and the zone of the subnet that holds it. */
function nines_place(string $host, array $subnets): array
{
    $address = gethostbyname($host);
    $number = ip2long($address);
    foreach ($subnets as ['cidr' => $cidr, 'zone' => $zone]) {
        [$base, $bits] = explode('/', $cidr);
        $mask = (int) $bits === 0 ? 0 : -1 << (32 - (int) $bits);
        if ($number !== false && ($number & $mask) === (ip2long($base) & $mask)) {
            return [$address, $zone];
        }
    }
    return [$address, null];
}

/** A connection to the address that was looked up, so that its zone and its writer are told of one and the same server. */
function nines_connect(array $database, string $address): mysqli
{
    mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
    $connection = mysqli_init();
    $connection->options(MYSQLI_OPT_CONNECT_TIMEOUT, 2);
    $connection->options(MYSQLI_OPT_READ_TIMEOUT, 3);
    $connection->real_connect($address, $database['user'], $database['password'], null, $database['port'], null, nines_client_flags($database));
    return $connection;
}

/** TLS, unless the site says otherwise. The certificate names the endpoint, not the address that was looked up, so it is not held against it. */
function nines_client_flags(array $database): int
{
    return $database['tls'] ? MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT : 0;
}

function nines_write_row(mysqli $connection, int $sequence, string $node): void
{
    try {
        nines_insert($connection, $sequence, $node);
    } catch (mysqli_sql_exception $error) {
        if (!in_array($error->getCode(), NINES_NOT_MADE_YET, true)) {
            throw $error;
        }
        $connection->query('CREATE DATABASE IF NOT EXISTS nines');
        $connection->query(NINES_ROWS);
        nines_insert($connection, $sequence, $node);
    }
}

/** A number that is there already was written by an earlier question for it: that is no error. */
function nines_insert(mysqli $connection, int $sequence, string $node): void
{
    $connection->prepare('INSERT INTO nines.probe_rows (sequence, node) VALUES (?, ?) ON DUPLICATE KEY UPDATE sequence = sequence')->execute([$sequence, $node]);
}

function nines_has_row(mysqli $connection, int $sequence): bool
{
    return nines_rows($connection, $sequence, $sequence) === [$sequence];
}

/** @return int[] the numbers that are there */
function nines_rows(mysqli $connection, int $from, int $to): array
{
    $statement = $connection->prepare('SELECT sequence FROM nines.probe_rows WHERE sequence BETWEEN ? AND ? ORDER BY sequence');
    $statement->execute([$from, $to]);
    return array_map('intval', array_column($statement->get_result()->fetch_all(), 0));
}

/** Aurora's instances share a host name's shape and tell their own id; everything else is known by its host. */
function nines_writer(mysqli $connection): ?string
{
    $rows = $connection->query("SHOW VARIABLES WHERE Variable_name IN ('hostname', 'aurora_server_id')")->fetch_all();
    $values = array_column($rows, 1, 0);
    return $values['aurora_server_id'] ?? $values['hostname'] ?? null;
}
