# shellcheck shell=bash disable=SC2034 # steps.sh reads the names that are set here
# Debian without a cloud: buckets, secrets and the shared files are folders; there is no systemd, so the daemons start themselves.

readonly WEB_USER=www-data SERVER_USER=www-data RUN_DIR=/run/php
POOL_DIR=$(echo /etc/php/*/fpm/pool.d)
readonly POOL_DIR

node_id() { echo "${NINES_NODE_ID:?}"; }
node_zone() { echo "${NINES_NODE_ZONE:?}"; }

# Several nodes share one system here, so its packages are looked for and not installed.
install_packages() {
  local missing=()
  for package in nginx php-fpm php-mysql php-memcached php-redis php-curl php-gd php-mbstring php-xml; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] || refuse "these packages are missing: ${missing[*]}"
}

# Nobody collects them here.
send_logs() { return 1; }

read_secret() { cat "$1"; }

mount_shared() { mount --bind "$NINES_FILES_ID" "$1"; }

start_services() {
  mkdir -p "$RUN_DIR"
  local fpm
  fpm=$(echo /usr/sbin/php-fpm*)
  start_or_reload php-fpm "$(ls "$RUN_DIR"/php*-fpm.pid 2>/dev/null || true)" USR2 "$fpm" --daemonize
  start_or_reload nginx /run/nginx.pid HUP nginx
  rm -f "$HOME_DIR/must-reload"
}

start_worker() {
  stop_running_worker
  install -d -o "$WEB_USER" /run/nines-worker
  rm -f /run/nines-worker/alive
  setsid runuser -u "$WEB_USER" -- php "$HOME_DIR/worker/work.php" >>/var/log/nines-worker.log 2>&1 </dev/null &
}

# Its program takes no other message and ends the one that it has; whoever calls says how long that may take.
worker_commands() { declare -f stop_running_worker && echo 'stop_worker() { stop_running_worker; }'; }
stop_running_worker() {
  local pids
  pids=$(pgrep -f '^php .*/worker/work.php' || true)
  if [ -z "$pids" ]; then return; fi
  # shellcheck disable=SC2086 # a list of ids
  kill -TERM $pids
  while pgrep -f '^php .*/worker/work.php' >/dev/null; do sleep 0.2; done
}

start_or_reload() {
  local pid
  pid=$(cat "$2" 2>/dev/null || true)
  if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
    if [ -e "$HOME_DIR/must-reload" ]; then kill -s "$3" "$pid"; fi
  else
    "${@:4}"
  fi
}

asset_commands() {
  cat <<TOOL
asset_version() { stat -c '%Y-%s' "$NINES_ASSETS_BUCKET/$NINES_ASSETS_PREFIX\$1"; }
fetch_asset() { cp "$NINES_ASSETS_BUCKET/$NINES_ASSETS_PREFIX\$1" "\$2"; }
put_media() { install -D -m 644 "\$1" "$NINES_MEDIA_BUCKET/uploads/\$2"; }
remove_media() { rm -f "$NINES_MEDIA_BUCKET/uploads/\$1"; }
sync_media() { mkdir -p "$NINES_MEDIA_BUCKET/uploads" && cp -ru "\$1/." "$NINES_MEDIA_BUCKET/uploads/"; }
TOOL
}
