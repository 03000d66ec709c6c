#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs every libFuzzer program in a folder for some seconds, one after another (docs/fuzzing.md):
#   tests/fuzz/run.sh PROGRAMS SECONDS WORK [NAME...]
# WORK/<name>/corpus is filled with the seeds at first and grows from run to run, WORK/<name>/log is the
# last log, WORK/<name>/crash-*, oom-*, timeout-* are inputs that are bugs. Fails when there is a new one.
set -u
if [ $# -lt 3 ]; then
  echo "usage: $0 PROGRAMS SECONDS WORK [NAME...]" >&2
  exit 2
fi
programs=$1
seconds=$2
work=$3
shift 3
[ $# -gt 0 ] || set -- $(cd "$programs" && ls | sed -n 's/^fuzz_//p')

# One thread: the programs are about parsing, and LibTorch's pool would only disturb the clock.
export OMP_NUM_THREADS=1
export UBSAN_OPTIONS="print_stacktrace=1:halt_on_error=1"
failed=0
for name in "$@"; do
  mkdir -p "$work/$name/corpus"
  # A file of a few kilobytes must not take half a gigabyte in one piece, 2 GiB altogether or 10 seconds.
  nice -n 19 "$programs/fuzz_$name" "$work/$name/corpus" -artifact_prefix="$work/$name/" \
    -max_total_time="$seconds" -max_len=32768 -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=512 \
    -print_final_stats=1 >"$work/$name/log" 2>&1 </dev/null
  status=$?
  last=$(grep -a 'cov:' "$work/$name/log" | tail -n 1 | sed 's/.*cov:/cov:/')
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$name/log")
  echo "$name: ${runs:-?} runs, $last"
  if [ $status -ne 0 ]; then
    echo "$name: FAILED, see $work/$name/log" >&2
    failed=1
  fi
done
exit $failed
