#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Renders docs/screenshots again: every page of the window with the example runs, light and dark, small and large.
# Where optipng and pngquant are installed the files are made smaller, with a palette only where that is not seen.
set -eu
cd "$(dirname "$0")/.."
programs=${1:-build/release/app}
workspace=build/screenshots
export QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8

rm -rf "$workspace" docs/screenshots/light-* docs/screenshots/dark-*
"$programs/tempera-run" import resources/demo/*.tempera --workspace "$workspace"
for theme in light dark; do
  for size in 1280x800 1920x1080; do
    "$programs/tempera" --workspace "$workspace" --open demo-tdpo-r-s1 --open demo-tdpo-s1 --open demo-ddpo-s1 \
      --open demo-align-prop-s1 --language en --theme "$theme" --size "$size" --grab "docs/screenshots/$theme-$size"
  done
done
for picture in docs/screenshots/*/*.png; do
  if command -v pngquant > /dev/null; then
    pngquant --quality 95-100 --speed 1 --nofs --skip-if-larger --force --ext .png "$picture" || true
  fi
  if command -v optipng > /dev/null; then
    optipng -quiet -o2 "$picture"
  fi
done
