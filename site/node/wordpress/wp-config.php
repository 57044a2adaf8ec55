<?php
// The same file on every node, and no secret in it: the node's settings have them, where only its own processes can read.

$nines = json_decode((string) file_get_contents('/opt/nines/settings.json'), true, 8, JSON_THROW_ON_ERROR);
define('DB_NAME', $nines['database']['name'] ?? '');
define('DB_USER', $nines['database']['user'] ?? '');
define('DB_PASSWORD', $nines['database']['password'] ?? '');
define('DB_HOST', isset($nines['database']) ? "{$nines['database']['host']}:{$nines['database']['port']}" : '');
// RDS is asked to refuse what is not encrypted; its own certificate bundle is not on the node, so the server is not verified.
if ($nines['database']['tls'] ?? false) {
    define('MYSQL_CLIENT_FLAGS', MYSQLI_CLIENT_SSL | MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT);
}
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
$table_prefix = 'wp_';

// The salts of all nodes are the same, since all derive them from the site's key, which was made once. Another key signs everybody out.
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $name) {
    define($name, hash_hmac('sha512', "wordpress $name", $nines['key']));
}

if ($nines['url'] !== '') {
    define('WP_HOME', $nines['url']);
    define('WP_SITEURL', $nines['url']);
}
// The load balancer ends TLS and says so.
if (($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https') {
    $_SERVER['HTTPS'] = 'on';
}
// Code comes with the release: a node that changed its own would differ from the others.
define('AUTOMATIC_UPDATER_DISABLED', true);
define('DISALLOW_FILE_EDIT', true);
define('WP_DEBUG', false);
unset($nines, $name);

if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
