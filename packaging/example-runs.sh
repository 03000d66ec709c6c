#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Trains experiments/demo and packs its runs into resources/demo. Stopped, it goes on where it was.
set -eu
cd "$(dirname "$0")/.."
worker=${1:-build/release/app/tempera-run}
workspace=build/demo
with_weights=demo-ddpo-s1 # one whose report suggests an epoch: its LoRA can be exported

"$worker" suite demo --seeds 1,2 --jobs "$(nproc)" --workspace "$workspace"
rm -f resources/demo/*.tempera
for run in "$workspace"/runs/*; do
  name=$(basename "$run" | sed 's/-[0-9a-f]\{6\}$//')
  left_out=--no-checkpoints
  if [ "$name" = $with_weights ]; then
    left_out=
    # The suggested epoch and the last are enough; each costs 0.7 MB.
    suggested=$("$worker" report "$run" --json | sed -n 's/.*"checkpoint": *\([0-9]*\).*/\1/p')
    last=$(ls "$run/checkpoints" | tail -n 1)
    for checkpoint in "$run"/checkpoints/*; do
      case $(basename "$checkpoint") in
        "$(printf 'epoch-%04d' "${suggested:-0}")" | "$last") ;;
        *) rm -r "$checkpoint" ;;
      esac
    done
  fi
  # At 64 x 64 pixels the thumbnails are the whole pictures.
  "$worker" export "$run" --no-pictures $left_out --out "resources/demo/$name.tempera"
done
