# shellcheck shell=bash
# The contract of the bootstrap (site/README.md): what is absent belongs to a layer that the site does without.

: "${NINES_SITE:?}" "${NINES_REGION:=}" "${NINES_HEALTH_PATH:=/healthy.html}" "${NINES_LISTEN:=80}" "${NINES_SITE_URL:=}"
: "${NINES_SITE_SECRET_ARN:=}" "${NINES_SUBNETS:=}" "${NINES_ROLE:=}" "${NINES_QUEUE_URL:=}" "${NINES_QUEUE_ENDPOINT:=}" "${NINES_QUEUE_VISIBILITY_SECONDS:=300}"
: "${NINES_DATABASE_HOST:=}" "${NINES_DATABASE_PORT:=}" "${NINES_DATABASE_SECRET_ARN:=}" "${NINES_DATABASE_NAME:=wordpress}"
: "${NINES_DATABASE_TLS:=required}"
: "${NINES_CACHE_HOST:=}" "${NINES_CACHE_PORT:=}" "${NINES_CACHE_ENGINE:=}" "${NINES_CACHE_TLS:=}"
: "${NINES_FILES_ID:=}" "${NINES_FILES_ACCESS_POINT_ID:=}"
: "${NINES_MEDIA_BUCKET:=}" "${NINES_MEDIA_URL:=}"
: "${NINES_ASSETS_BUCKET:=}" "${NINES_ASSETS_PREFIX:=}"
: "${NINES_NODE_LOGS:=false}"
: "${NINES_SESSIONS:=}" "${NINES_SESSIONS_TABLE:=}" "${NINES_SESSIONS_ENDPOINT:=}"

NINES_ROLE=${NINES_ROLE:-web}
# Layers that a site does without hand over an empty port, too.
NINES_DATABASE_PORT=${NINES_DATABASE_PORT:-3306}
NINES_CACHE_ENGINE=${NINES_CACHE_ENGINE:-memcached}
# ElastiCache speaks TLS to Valkey and Redis as the site makes them; Memcached stands open to the nodes alone.
case "$NINES_CACHE_ENGINE" in
  memcached) default_cache_port=11211 default_cache_tls=none ;;
  *) default_cache_port=6379 default_cache_tls=required ;;
esac
NINES_CACHE_PORT=${NINES_CACHE_PORT:-$default_cache_port}
NINES_CACHE_TLS=${NINES_CACHE_TLS:-$default_cache_tls}
if [ -z "$NINES_SESSIONS" ]; then
  NINES_SESSIONS=sticky
  if [ -n "$NINES_CACHE_HOST" ]; then NINES_SESSIONS=cache; fi
fi

# What is written in PHP reads them from the environment.
export "${!NINES_@}"

refuse() {
  echo "refused: $1" >&2
  exit 1
}

case "$NINES_ROLE" in
  web) ;;
  worker)
    [ -n "$NINES_QUEUE_URL" ] || refuse 'NINES_ROLE=worker needs NINES_QUEUE_URL'
    [ -n "$NINES_DATABASE_HOST" ] || refuse 'NINES_ROLE=worker needs NINES_DATABASE_HOST: it works in WordPress'
    ;;
  *) refuse "NINES_ROLE=$NINES_ROLE is neither web nor worker" ;;
esac
case "$NINES_SESSIONS" in
  cache) [ -n "$NINES_CACHE_HOST" ] || refuse 'NINES_SESSIONS=cache needs NINES_CACHE_HOST' ;;
  dynamodb) [ -n "$NINES_SESSIONS_TABLE" ] || refuse 'NINES_SESSIONS=dynamodb needs NINES_SESSIONS_TABLE' ;;
  sticky | none) ;;
  *) refuse "NINES_SESSIONS=$NINES_SESSIONS is neither cache nor dynamodb nor sticky nor none" ;;
esac
case "$NINES_CACHE_ENGINE $NINES_CACHE_TLS" in
  'memcached none' | 'valkey required' | 'valkey none' | 'redis required' | 'redis none') ;;
  *) refuse "NINES_CACHE_ENGINE=$NINES_CACHE_ENGINE with NINES_CACHE_TLS=$NINES_CACHE_TLS: neither memcached without TLS nor valkey or redis" ;;
esac
case "$NINES_NODE_LOGS" in
  true | false) ;;
  *) refuse "NINES_NODE_LOGS=$NINES_NODE_LOGS is neither true nor false" ;;
esac
case "$NINES_DATABASE_TLS" in
  required | none) ;;
  *) refuse "NINES_DATABASE_TLS=$NINES_DATABASE_TLS is neither required nor none" ;;
esac
if [ -n "$NINES_MEDIA_BUCKET" ] && [ -z "$NINES_MEDIA_URL" ]; then refuse 'NINES_MEDIA_BUCKET needs NINES_MEDIA_URL'; fi
