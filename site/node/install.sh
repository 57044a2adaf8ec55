#!/bin/bash
# Makes a web node or a worker of this machine: the same steps on every system, each of them harmless when it was done before.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly HERE HOME_DIR=/opt/nines
# shellcheck source=site/node/defaults.sh
source "$HERE/defaults.sh"
# shellcheck source=/dev/null
case "$(source /etc/os-release && echo "$ID")" in
  amzn) source "$HERE/system-amazon.sh" ;;
  debian) source "$HERE/system-debian.sh" ;;
  *) refuse 'this system is neither Amazon Linux 2023 nor Debian' ;;
esac
# shellcheck source=site/node/steps.sh
source "$HERE/steps.sh"

install_packages
# A node without it works; who runs the site sees less of it.
if [ "$NINES_NODE_LOGS" = true ]; then send_logs || echo 'the logs of this node stay on it' >&2; fi
mount_files
place_tools
write_settings
if [ -n "$NINES_DATABASE_HOST" ]; then php "$HOME_DIR/page/create-database.php"; fi
"$HOME_DIR/every-minute"
if [ "$NINES_ROLE" = worker ]; then
  start_worker
else
  write_web_server
  start_services
fi
