# shellcheck shell=bash disable=SC2153 # a system-*.sh sets POOL_DIR
# The steps that are the same on every system; install.sh runs them in order.

readonly FILES_DIR=/mnt/nines
# The installation is shared where the site has shared files, and the node's own where it has none.
ROOT_DIR=/var/www/nines
if [ -n "$NINES_FILES_ID" ]; then ROOT_DIR=$FILES_DIR/wordpress; fi
readonly ROOT_DIR

mount_files() {
  mkdir -p "$FILES_DIR"
  if [ -n "$NINES_FILES_ID" ] && ! mountpoint -q "$FILES_DIR"; then mount_shared "$FILES_DIR"; fi
  # Where WordPress is not, nginx still needs its root; nothing is made in a folder whose file system did not come.
  if [ -z "$NINES_FILES_ID" ] || mountpoint -q "$FILES_DIR"; then mkdir -p "$ROOT_DIR"; fi
}

place_tools() {
  mkdir -p "$HOME_DIR"
  cp -r "$HERE/page" "$HOME_DIR/"
  cp -r "$HERE/wordpress" "$HOME_DIR/"
  cp -r "$HERE/worker" "$HOME_DIR/"
  {
    printf 'HOME_DIR=%q ROOT_DIR=%q WEB_USER=%q ROLE=%q\n' "$HOME_DIR" "$ROOT_DIR" "$WEB_USER" "$NINES_ROLE"
    printf 'FILES_DIR=%q\n' "$([ -z "$NINES_FILES_ID" ] || echo "$FILES_DIR")"
    # WordPress is nothing without a database, and nobody put it into the bucket of such a site.
    printf 'ASSETS=%q MEDIA=%q CACHE=%q\n' "${NINES_DATABASE_HOST:+$NINES_ASSETS_BUCKET}" "$NINES_MEDIA_BUCKET" "$NINES_CACHE_HOST"
    printf 'HEALTH_URL=%q\n' "http://$(listen_address)$NINES_HEALTH_PATH"
    asset_commands
    worker_commands
  } >"$HOME_DIR/node.sh"
  install -m 755 "$HERE"/tools/* "$HOME_DIR/"
}

# Where the node's own server listens: `80` or `address:port`.
listen_address() { case "$NINES_LISTEN" in *:*) echo "$NINES_LISTEN" ;; *) echo "127.0.0.1:$NINES_LISTEN" ;; esac; }

# The pages read their settings from here: no secret stands in user data, in the shared files or in the environment of a process.
write_settings() {
  local database='{}' key=''
  if [ -n "$NINES_DATABASE_SECRET_ARN" ]; then database=$(read_secret "$NINES_DATABASE_SECRET_ARN"); fi
  if [ -n "$NINES_SITE_SECRET_ARN" ]; then key=$(read_site_key); fi
  umask 027
  NINES_NODE_ID=$(node_id) NINES_NODE_ZONE=$(node_zone) NINES_DATABASE_SECRET=$database NINES_SITE_KEY=$key \
    NINES_ROOT_DIR=$ROOT_DIR php "$HERE/settings.php" >"$HOME_DIR/settings.json.new"
  umask 022
  chown "root:$WEB_USER" "$HOME_DIR/settings.json.new"
  mv "$HOME_DIR/settings.json.new" "$HOME_DIR/settings.json"
}

# The web layer makes the key while workers are being made: they wait for it.
read_site_key() {
  local key attempts=1
  if [ "$NINES_ROLE" = worker ]; then attempts=60; fi
  for _ in $(seq "$attempts"); do
    if key=$(read_secret "$NINES_SITE_SECRET_ARN"); then
      printf '%s' "$key"
      return
    fi
    if [ "$attempts" -gt 1 ]; then sleep 5; fi
  done
  refuse "the site's key $NINES_SITE_SECRET_ARN cannot be read"
}

# A session is locked while a page has it, and a lock whose page has died ends with the longest page.
cache_sessions() {
  if [ "$NINES_CACHE_ENGINE" = memcached ]; then
    cat <<POOL
php_value[session.save_handler] = memcached
php_value[session.save_path] = $NINES_CACHE_HOST:$NINES_CACHE_PORT
php_value[memcached.sess_connect_timeout] = 200
POOL
    return
  fi
  local scheme=tcp
  if [ "$NINES_CACHE_TLS" = required ]; then scheme=tls; fi
  cat <<POOL
php_value[session.save_handler] = redis
php_value[session.save_path] = "$scheme://$NINES_CACHE_HOST:$NINES_CACHE_PORT?timeout=0.2&read_timeout=0.5&prefix=$NINES_SITE:session:"
php_value[redis.session.locking_enabled] = 1
php_value[redis.session.lock_expire] = 50
php_value[redis.session.lock_wait_time] = 20000
php_value[redis.session.lock_retries] = 250
POOL
}

write_web_server() {
  local sessions='' prepend=''
  case "$NINES_SESSIONS" in
    cache) sessions=$(cache_sessions) ;;
    dynamodb) prepend="php_value[auto_prepend_file] = $HOME_DIR/wordpress/dynamodb-sessions.php" ;;
    sticky | none) ;;
  esac
  render "$HERE/web-server/nginx.conf" | replace_if_changed /etc/nginx/conf.d/nines.conf
  render "$HERE/web-server/php-fpm.conf" | awk -v sessions="$sessions" -v prepend="$prepend" \
    '$0 == "@SESSIONS@" { if (sessions) print sessions; if (prepend) print prepend; next } { print }' |
    replace_if_changed "$POOL_DIR/nines.conf"
  # The system's own example sites and pools would take the same port and the same memory.
  rm -f "$POOL_DIR/www.conf" /etc/nginx/sites-enabled/default
}

# A server that is reloaded for nothing may cost a visitor his page.
replace_if_changed() {
  cat >"$1.new"
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1" && touch "$HOME_DIR/must-reload"; fi
}

# About 80 MB a WordPress process, half of the memory for them, never fewer than four.
children() { awk '/^MemTotal/ { n = int($2 / 1024 / 2 / 80); if (n < 4) n = 4; if (n > 64) n = 64; print n }' /proc/meminfo; }

render() {
  sed -e "s|@LISTEN@|$NINES_LISTEN|g" -e "s|@ROOT_DIR@|$ROOT_DIR|g" -e "s|@HEALTH_PATH@|$NINES_HEALTH_PATH|g" \
    -e "s|@HOME_DIR@|$HOME_DIR|g" -e "s|@RUN_DIR@|$RUN_DIR|g" -e "s|@WEB_USER@|$WEB_USER|g" -e "s|@SERVER_USER@|$SERVER_USER|g" -e "s|@CHILDREN@|$(children)|g" "$1"
}
