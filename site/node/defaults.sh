# shellcheck shell=bash
# The contract of the bootstrap (site/README.md): what is absent belongs to a layer that the site does without.

: "${NINES_SITE:?}" "${NINES_REGION:=}" "${NINES_HEALTH_PATH:=/healthy.html}" "${NINES_LISTEN:=80}" "${NINES_SITE_URL:=}"
: "${NINES_SITE_SECRET_ARN:=}" "${NINES_SUBNETS:=}"
: "${NINES_DATABASE_HOST:=}" "${NINES_DATABASE_PORT:=}" "${NINES_DATABASE_SECRET_ARN:=}" "${NINES_DATABASE_NAME:=wordpress}"
: "${NINES_DATABASE_TLS:=required}"
: "${NINES_CACHE_HOST:=}" "${NINES_CACHE_PORT:=}"
: "${NINES_FILES_ID:=}" "${NINES_FILES_ACCESS_POINT_ID:=}"
: "${NINES_MEDIA_BUCKET:=}" "${NINES_MEDIA_URL:=}"
: "${NINES_ASSETS_BUCKET:=}" "${NINES_ASSETS_PREFIX:=}"
: "${NINES_SESSIONS:=}" "${NINES_SESSIONS_TABLE:=}" "${NINES_SESSIONS_ENDPOINT:=}"

# Layers that a site does without hand over an empty port, too.
NINES_DATABASE_PORT=${NINES_DATABASE_PORT:-3306}
NINES_CACHE_PORT=${NINES_CACHE_PORT:-11211}
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

case "$NINES_SESSIONS" in
  cache) [ -n "$NINES_CACHE_HOST" ] || refuse 'NINES_SESSIONS=cache needs NINES_CACHE_HOST' ;;
  dynamodb) [ -n "$NINES_SESSIONS_TABLE" ] || refuse 'NINES_SESSIONS=dynamodb needs NINES_SESSIONS_TABLE' ;;
  sticky) ;;
  *) refuse "NINES_SESSIONS=$NINES_SESSIONS is neither cache nor dynamodb nor sticky" ;;
esac
case "$NINES_DATABASE_TLS" in
  required | none) ;;
  *) refuse "NINES_DATABASE_TLS=$NINES_DATABASE_TLS is neither required nor none" ;;
esac
if [ -n "$NINES_MEDIA_BUCKET" ] && [ -z "$NINES_MEDIA_URL" ]; then refuse 'NINES_MEDIA_BUCKET needs NINES_MEDIA_URL'; fi
