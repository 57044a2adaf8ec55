#!/bin/bash
# Makes a web node of this machine: the same steps on every system, each of them harmless when it was done before.
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
mount_files
place_tools
write_settings
if [ -n "$NINES_DATABASE_HOST" ]; then php "$HOME_DIR/page/create-database.php"; fi
"$HOME_DIR/every-minute"
write_web_server
start_services
