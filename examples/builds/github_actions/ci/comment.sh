#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: ci/comment.sh BASE HEAD [LIMIT]...
#
# Prints a comment for a pull request: which limits its ledger HEAD keeps, and
# which lines differ from the ledger BASE. The limits are options of memtrace
# check, whose exit status this has.
set -eu
base=$1
head=$2
shift 2
# By this line post.sh finds the comment again. Markdown doesn't show it.
echo '<!-- memory -->'
status=0
memtrace check "$head" --baseline="$base" "$@" --format=markdown || status=$?
printf '\n<details><summary>What has changed at the peak</summary>\n\n'
memtrace diff "$base" "$head" --format=markdown -n 20
printf '\n</details>\n'
exit "$status"
