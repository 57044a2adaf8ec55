# shellcheck shell=bash disable=SC2034 # steps.sh reads the names that are set here
# Amazon Linux 2023: its packages and paths, the metadata service, Secrets Manager, S3, EFS and systemd.

# PHP runs as apache there, and nginx as itself.
readonly WEB_USER=apache SERVER_USER=nginx POOL_DIR=/etc/php-fpm.d RUN_DIR=/run/php-fpm

metadata() {
  local token
  token=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  curl -fsS -H "X-aws-ec2-metadata-token: $token" "http://169.254.169.254/latest/meta-data/$1"
}

node_id() { metadata instance-id; }
node_zone() { metadata placement/availability-zone; }

# The packages come from the regional mirror, which the S3 gateway endpoint reaches: no way to the internet is needed.
install_packages() {
  dnf -y -q install nginx php-cli php-fpm php-mysqlnd php-gd php-mbstring php-xml php-opcache amazon-efs-utils
  # Signals, for a worker.
  if [ "$NINES_ROLE" = worker ]; then dnf -y -q install php-process; fi
  if [ -z "$NINES_CACHE_HOST" ]; then return; fi
  case "$NINES_CACHE_ENGINE" in
    memcached)
      add_extension memcached 'enable-memcached-igbinary="no" enable-memcached-msgpack="no" enable-memcached-sasl="no"' \
        zlib-devel libmemcached-awesome-devel
      ;;
    *) add_extension redis 'enable-redis-igbinary="no" enable-redis-lzf="no" enable-redis-zstd="no" enable-redis-msgpack="no" enable-redis-lz4="no"' ;;
  esac
}

# PHP's client of the cache. AL2023 ships Memcached's for PHP 8.3 and later (amazonlinux/amazon-linux-2023 issue 208) and Redis' for none
# (issue 328): what it has not is built, from the assets bucket, or without one from PECL, which needs a way out. A golden image spares
# every node the compiler's minute.
add_extension() {
  local name=$1 options=$2 source=$1 folder version
  if php -m | grep -qx "$name"; then return; fi
  version=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
  if dnf -y -q install "php$version-pecl-$name" 2>/dev/null; then return; fi
  dnf -y -q install php-devel php-pear gcc make "${@:3}"
  if [ -n "$NINES_ASSETS_BUCKET" ]; then
    folder=$(mktemp -d)
    source="$folder/php-$name.tgz"
    fetch_asset "php-$name.tgz" "$source"
  fi
  pecl install --configureoptions "$options" "$source" </dev/null
  echo "extension=$name.so" >"/etc/php.d/50-$name.ini"
}

# The groups are the watch layer's, which comes last: the agent asks again until they are there.
send_logs() {
  local agent=/opt/aws/amazon-cloudwatch-agent
  dnf -y -q install amazon-cloudwatch-agent &&
    log_settings >"$agent/etc/nines.json" &&
    "$agent/bin/amazon-cloudwatch-agent-ctl" -a fetch-config -m ec2 -s -c "file:$agent/etc/nines.json"
}

log_settings() {
  cat <<JSON
{ "agent": { "run_as_user": "root" }, "logs": { "logs_collected": { "files": { "collect_list": [
  $(log_file bootstrap /var/log/cloud-init-output.log),
  $(log_file nginx /var/log/nginx/error.log),
  $(log_file php /var/log/php-fpm/error.log),
  $(log_file php /var/log/nines-worker.log)
] } } } }
JSON
}
log_file() { echo "{ \"file_path\": \"$2\", \"log_group_name\": \"/nines/$NINES_SITE/nodes/$1\", \"log_stream_name\": \"{instance_id}\" }"; }

read_secret() { aws --region "$NINES_REGION" secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }

mount_shared() {
  local access=''
  if [ -n "$NINES_FILES_ACCESS_POINT_ID" ]; then access=",accesspoint=$NINES_FILES_ACCESS_POINT_ID"; fi
  # nofail: a node that boots while the file system is away comes up, and its health page says so.
  if ! grep -q " $1 efs " /etc/fstab; then echo "$NINES_FILES_ID:/ $1 efs _netdev,nofail,tls,iam$access 0 0" >>/etc/fstab; fi
  mount "$1"
}

every_minute_unit() {
  cat >/etc/systemd/system/nines-every-minute.service <<UNIT
[Service]
Type=oneshot
ExecStart=$HOME_DIR/every-minute
UNIT
  cat >/etc/systemd/system/nines-every-minute.timer <<UNIT
[Timer]
OnBootSec=60
OnUnitActiveSec=60
[Install]
WantedBy=timers.target
UNIT
  systemctl daemon-reload
  systemctl enable --now nines-every-minute.timer
}

start_services() {
  every_minute_unit
  systemctl enable --now php-fpm nginx
  if [ -e "$HOME_DIR/must-reload" ]; then systemctl reload php-fpm nginx && rm "$HOME_DIR/must-reload"; fi
}

# Told to go, it has a little longer than work.php gives itself (NINES_DRAIN_SECONDS); its child belongs to it until then.
start_worker() {
  cat >/etc/systemd/system/nines-worker.service <<UNIT
[Unit]
After=network-online.target
[Service]
User=$WEB_USER
RuntimeDirectory=nines-worker
ExecStart=/usr/bin/php $HOME_DIR/worker/work.php
StandardOutput=append:/var/log/nines-worker.log
StandardError=append:/var/log/nines-worker.log
Restart=always
RestartSec=5
KillMode=mixed
TimeoutStopSec=100
[Install]
WantedBy=multi-user.target
UNIT
  every_minute_unit
  systemctl enable nines-worker
  # A second run brings new files.
  systemctl restart nines-worker
}

worker_commands() { echo 'stop_worker() { systemctl stop nines-worker; }'; }

# Written into the tools that run later without this file.
asset_commands() {
  cat <<TOOL
asset_version() { aws --region "$NINES_REGION" s3api head-object --bucket "$NINES_ASSETS_BUCKET" --key "$NINES_ASSETS_PREFIX\$1" --query ETag --output text; }
fetch_asset() { aws --region "$NINES_REGION" s3 cp --only-show-errors "s3://$NINES_ASSETS_BUCKET/$NINES_ASSETS_PREFIX\$1" "\$2"; }
put_media() { aws --region "$NINES_REGION" s3 cp --only-show-errors --cache-control max-age=31536000 "\$1" "s3://$NINES_MEDIA_BUCKET/uploads/\$2"; }
remove_media() { aws --region "$NINES_REGION" s3 rm --only-show-errors "s3://$NINES_MEDIA_BUCKET/uploads/\$1"; }
sync_media() { aws --region "$NINES_REGION" s3 sync --only-show-errors --cache-control max-age=31536000 "\$1" "s3://$NINES_MEDIA_BUCKET/uploads"; }
TOOL
}
fetch_asset() { aws --region "$NINES_REGION" s3 cp --only-show-errors "s3://$NINES_ASSETS_BUCKET/$NINES_ASSETS_PREFIX$1" "$2"; }
