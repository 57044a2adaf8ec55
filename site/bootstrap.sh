# What a web node does at its first boot (Amazon Linux 2023, as root; user data puts the NINES_* exports above this line).
# It may run twice without harm. Placed by it: the health page, the deep page, /opt/nines/check-node and /opt/nines/collect-logs.
set -euo pipefail

: "${NINES_SITE:?}" "${NINES_REGION:?}" "${NINES_HEALTH_PATH:=/healthy.html}"
: "${NINES_DATABASE_HOST:=}" "${NINES_DATABASE_PORT:=3306}" "${NINES_DATABASE_SECRET_ARN:=}" "${NINES_CACHE_HOST:=}" "${NINES_CACHE_PORT:=11211}"

readonly ROOT=/usr/share/nginx/html
readonly HOME_DIR=/opt/nines

metadata() {
  local token
  token=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  curl -fsS -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

install_packages() {
  dnf -y install nginx php-fpm php-mysqlnd php-pecl-memcached jq mariadb105
}

# The deep page reads its settings from here; the database's password never stands in the user data.
write_settings() {
  mkdir -p "$HOME_DIR"
  local user='' password=''
  if [ -n "$NINES_DATABASE_SECRET_ARN" ]; then
    local secret
    secret=$(aws --region "$NINES_REGION" secretsmanager get-secret-value --secret-id "$NINES_DATABASE_SECRET_ARN" --query SecretString --output text)
    user=$(jq -r .username <<<"$secret")
    password=$(jq -r .password <<<"$secret")
  fi
  umask 027
  jq -n --arg node "$(metadata instance-id)" --arg zone "$(metadata placement/availability-zone)" \
    --arg host "$NINES_DATABASE_HOST" --arg port "$NINES_DATABASE_PORT" --arg user "$user" --arg password "$password" \
    --arg cacheHost "$NINES_CACHE_HOST" --arg cachePort "$NINES_CACHE_PORT" \
    '{node: $node, zone: $zone, database: {host: $host, port: ($port | tonumber), user: $user, password: $password}, cache: {host: $cacheHost, port: ($cachePort | tonumber)}}' \
    >"$HOME_DIR/settings.json"
  chown root:apache "$HOME_DIR/settings.json"
  umask 022
}

# Static on purpose: a node whose database is away must not be replaced.
write_health_page() {
  mkdir -p "$ROOT$(dirname "$NINES_HEALTH_PATH")"
  echo healthy >"$ROOT$NINES_HEALTH_PATH"
}

write_deep_page() {
  cat >"$HOME_DIR/deep.php" <<'PHP'
<?php
// Writes and reads a numbered row, asks the cache, and names the node and the database's writer. 504 while the database is away.
$started = microtime(true);
$settings = json_decode(file_get_contents('/opt/nines/settings.json'), true);
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$answer = ['node' => $settings['node'], 'zone' => $settings['zone'], 'files' => 'absent', 'cache' => 'absent', 'database' => 'absent'];
$status = 200;
mysqli_report(MYSQLI_REPORT_ERROR | MYSQLI_REPORT_STRICT);
if ($settings['cache']['host'] !== '') {
    $cache = new Memcached();
    $cache->addServer($settings['cache']['host'], $settings['cache']['port']);
    $key = 'nines/' . $settings['node'];
    $answer['cache'] = $cache->set($key, '1', 60) && $cache->get($key) === '1' ? 'ok' : 'error';
}
if ($settings['database']['host'] !== '') {
    try {
        $database = mysqli_init();
        $database->options(MYSQLI_OPT_CONNECT_TIMEOUT, 2);
        $database->options(MYSQLI_OPT_READ_TIMEOUT, 3);
        $database->real_connect($settings['database']['host'], $settings['database']['user'], $settings['database']['password'], null, $settings['database']['port']);
        $database->query('CREATE DATABASE IF NOT EXISTS nines');
        $database->query('CREATE TABLE IF NOT EXISTS nines.probe_rows (sequence BIGINT PRIMARY KEY, node VARCHAR(32), at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)');
        if ($path === '/nines/rows') {
            $statement = $database->prepare('SELECT sequence FROM nines.probe_rows WHERE sequence BETWEEN ? AND ? ORDER BY sequence');
            $statement->execute([(int) $_GET['from'], (int) $_GET['to']]);
            $answer = ['sequences' => array_map('intval', array_column($statement->get_result()->fetch_all(MYSQLI_ASSOC), 'sequence'))];
        } else {
            $sequence = (int) ($_GET['sequence'] ?? 0);
            $answer['sequence'] = $sequence;
            $database->prepare('INSERT INTO nines.probe_rows (sequence, node) VALUES (?, ?) ON DUPLICATE KEY UPDATE node = node')->execute([$sequence, $settings['node']]);
            $statement = $database->prepare('SELECT @@hostname AS writer, COUNT(*) AS found FROM nines.probe_rows WHERE sequence = ?');
            $statement->execute([$sequence]);
            $row = $statement->get_result()->fetch_assoc();
            $answer['database'] = (int) $row['found'] === 1 ? 'ok' : 'no read';
            $answer['writer'] = $row['writer'];
            $status = $answer['database'] === 'ok' ? 200 : 504;
        }
    } catch (mysqli_sql_exception $error) {
        $status = 504;
        $answer['database'] = 'no write';
        $answer['why'] = $error->getMessage();
    }
}
$answer['milliseconds'] = (int) round(1000 * (microtime(true) - $started));
http_response_code($status);
header('content-type: application/json');
header('cache-control: no-store');
echo json_encode($answer);
PHP
  cat >/etc/nginx/default.d/nines.conf <<'NGINX'
location /nines/ {
  include fastcgi_params;
  fastcgi_param SCRIPT_FILENAME /opt/nines/deep.php;
  fastcgi_pass unix:/run/php-fpm/www.sock;
}
NGINX
}

# The launch hook's handler runs this before the group lets the node serve: it waits until the health page answers.
write_node_tools() {
  cat >"$HOME_DIR/check-node" <<CHECK
#!/bin/bash
for _ in \$(seq 300); do
  if curl -fsS -m 2 -o /dev/null "http://127.0.0.1$NINES_HEALTH_PATH"; then
    echo serving
    exit 0
  fi
  sleep 1
done
echo 'the health page did not answer in time' >&2
exit 1
CHECK
  cat >"$HOME_DIR/collect-logs" <<'LOGS'
#!/bin/bash
# The last words of a node, for the evidence bucket: what its system and its web server said last.
journalctl --no-pager -n 300
tail -n 300 /var/log/nginx/error.log /var/log/php-fpm/error.log 2>/dev/null || true
LOGS
  chmod 755 "$HOME_DIR/check-node" "$HOME_DIR/collect-logs"
}

install_packages
write_settings
write_deep_page
write_node_tools
systemctl enable --now php-fpm nginx
systemctl reload nginx
# Last of all: from here on the load balancer may call the node healthy.
write_health_page
