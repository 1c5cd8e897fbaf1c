#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: test/check_format.sh CLANG_FORMAT
#
# Fails when clang-format would change a source. The inputs of the lit suites
# are left alone: their comments are commands, and their layout is the test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mapfile -d '' -t sources < <(find pass runtime driver examples test/unit test/fuzz \
  test/bench/programs \
  \( -name '*.c' -o -name '*.h' -o -name '*.cpp' -o -name '*.hpp' \) -print0)
[[ ${#sources[@]} -gt 50 ]] || {
  echo "check_format.sh: found only ${#sources[@]} sources" >&2
  exit 1
}
"$1" --dry-run -Werror "${sources[@]}"
echo "${#sources[@]} sources are formatted"
