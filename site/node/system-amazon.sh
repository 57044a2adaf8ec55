# shellcheck shell=bash disable=SC2034 # steps.sh reads the names that are set here
# Amazon Linux 2023: its packages and paths, the metadata service, Secrets Manager, S3, EFS and systemd.

# PHP runs as apache there, and nginx as itself.
readonly WEB_USER=apache SERVER_USER=nginx POOL_DIR=/etc/php-fpm.d RUN_DIR=/run/php-fpm
# AL2023 ships no PHP extension for Memcached (amazonlinux/amazon-linux-2023 issues 208 and 536), only the library that one needs.
readonly MEMCACHED_SOURCE=php-memcached.tgz

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
  if [ -n "$NINES_CACHE_HOST" ] && ! php -m | grep -qx memcached; then build_memcached; fi
}

# From the assets bucket; without one from PECL, which needs a way out. A golden image spares every node the compiler's minute.
build_memcached() {
  local source=memcached folder
  dnf -y -q install php-devel php-pear gcc make zlib-devel libmemcached-awesome-devel
  if [ -n "$NINES_ASSETS_BUCKET" ]; then
    folder=$(mktemp -d)
    source="$folder/$MEMCACHED_SOURCE"
    fetch_asset "$MEMCACHED_SOURCE" "$source"
  fi
  pecl install --configureoptions 'enable-memcached-igbinary="no" enable-memcached-msgpack="no" enable-memcached-sasl="no"' "$source" </dev/null
  echo 'extension=memcached.so' >/etc/php.d/50-memcached.ini
}

read_secret() { aws --region "$NINES_REGION" secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }

mount_shared() {
  local access=''
  if [ -n "$NINES_FILES_ACCESS_POINT_ID" ]; then access=",accesspoint=$NINES_FILES_ACCESS_POINT_ID"; fi
  # nofail: a node that boots while the file system is away comes up, and its health page says so.
  if ! grep -q " $1 efs " /etc/fstab; then echo "$NINES_FILES_ID:/ $1 efs _netdev,nofail,tls,iam$access 0 0" >>/etc/fstab; fi
  mount "$1"
}

start_services() {
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
  systemctl enable --now php-fpm nginx nines-every-minute.timer
  if [ -e "$HOME_DIR/must-reload" ]; then systemctl reload php-fpm nginx && rm "$HOME_DIR/must-reload"; fi
}

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
