<?php
// Makes the site's database where there is none. A database that is away is no reason not to boot: the site's own pages tell of it.
require __DIR__ . '/settings.php';
require __DIR__ . '/database.php';

$database = nines_settings()['database'];
try {
    $name = str_replace('`', '``', $database['name']);
    nines_connect($database, gethostbyname($database['host']))->query("CREATE DATABASE IF NOT EXISTS `$name` CHARACTER SET utf8mb4");
} catch (mysqli_sql_exception $error) {
    fwrite(STDERR, "the database is away: {$error->getMessage()}\n");
}
