#!/bin/bash
# What a web node does at its first boot, as root: user data puts the NINES_* exports above this line (site/README.md lists them).
# It gets the node's own files and hands over to their install.sh. It may run twice without harm.
set -euo pipefail

: "${NINES_SITE:?}"

nines_release=$(mktemp -d)
trap 'rm -rf "$nines_release"' EXIT

if [ -d "${NINES_ASSETS_BUCKET:?says where the files of the node are}" ]; then
  # A folder stands for the bucket where there is no cloud.
  tar -xzf "$NINES_ASSETS_BUCKET/${NINES_ASSETS_PREFIX:-}node.tar.gz" -C "$nines_release"
else
  aws --region "${NINES_REGION:?}" s3 cp --only-show-errors "s3://$NINES_ASSETS_BUCKET/${NINES_ASSETS_PREFIX:-}node.tar.gz" - |
    tar -xz -C "$nines_release"
fi

bash "$nines_release/install.sh"
