#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: test/fuzz/run.sh BUILD RUNS [SEED [FUZZER]]
#
# Runs a fuzzer of a build tree, the reader's if none is named, RUNS times,
# beginning with ledgers that are made now. What it finds is left in
# BUILD/test/fuzz/found/FUZZER.
set -euo pipefail
(($# >= 2 && $# <= 4)) || {
  sed -n 's/^# usage: /usage: /p' "$0" >&2
  exit 2
}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(cd "$1/test/fuzz" && pwd)
fuzzer=$folder/${4:-ledger_reader_fuzzer}
corpus=$(mktemp -d "$folder/corpus.XXXXXX")
trap 'rm -rf "$corpus"' EXIT
found=$folder/found/${fuzzer##*/}
mkdir -p "$corpus/new" "$found"
python3 -B "$here/make_corpus.py" "$corpus/seeds"
# A run may take 64 MiB at a time and 1 GiB in all; inputs are 32 KiB at most.
# Stacks of allocations, which cost most of the time, are only for a person.
quiet='^#.*(NEW|REDUCE|pulse)|^"|NEW_FUNC| dictionary\. ####'
ASAN_OPTIONS=malloc_context_size=1:detect_leaks=1 \
  "$fuzzer" -runs="$2" -seed="${3:-1}" -max_len=49152 \
  -malloc_limit_mb=64 -rss_limit_mb=1024 -timeout=20 -print_final_stats=1 \
  -artifact_prefix="$found/" "$corpus/new" "$corpus/seeds" 2>&1 |
  grep -avE "$quiet" || {
  if [[ -n $(ls "$found") ]]; then
    echo "again: $fuzzer FILE, with one of:" >&2
    ls "$found" >&2
  else
    echo "it was stopped, and had found nothing" >&2
  fi
  exit 1
}
