#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs exactly the Debian packages that Tempera needs and that are missing (Debian 12 and 13).
# Says nothing and does nothing when all are there.
set -eu

# ui=0 leaves out what only the window needs.
ui=${TEMPERA_UI:-1}

packages="
  g++ cmake ninja-build ccache pkg-config
  libtorch-dev libopenblas0-openmp libgloo-dev
  libsqlitecpp-dev libsqlite3-dev libspdlog-dev nlohmann-json3-dev libtomlplusplus-dev libcli11-dev
  libpng-dev libjpeg-dev zlib1g-dev libfreetype-dev libpcre2-dev libicu-dev libssl-dev libcurl4-openssl-dev libzip-dev
  qt6-base-dev
  fonts-noto-color-emoji
"
if [ "$ui" = 1 ]; then
  packages="$packages qt6-svg-dev libqcustomplot-dev libgif-dev qt6-qpa-plugins libgl-dev fonts-dejavu-core"
  packages="$packages qt6-l10n-tools qt6-translations-l10n dbus-daemon"
  # Debian 13 has the icon engine in a package of its own.
  release=$(. /etc/os-release && echo "${VERSION_ID:-13}")
  if [ "${release%%.*}" -ge 13 ]; then
    packages="$packages qt6-svg-plugins"
  fi
fi
# Another LibTorch replaces Debian's.
if [ -n "${TORCH_DIR:-}" ]; then
  packages=$(echo "$packages" | sed 's/libtorch-dev//')
fi

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
  if [ "$status" != "install ok installed" ]; then
    missing="$missing $package"
  fi
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null 2>&1; then
  as_root="sudo"
else
  echo "These packages are missing and need root to install:$missing" >&2
  echo "Run as root: apt-get install$missing" >&2
  exit 1
fi

echo "Installing:$missing"
$as_root apt-get update
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $as_root apt-get install --yes --no-install-recommends $missing
