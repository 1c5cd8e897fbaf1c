#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# From a bare Debian machine to a report: installs what is missing, builds
# MemTrace, compiles the two programs of examples/records with it, runs both
# on the same text, and shows where the memory of the first one is.
set -euo pipefail

usage() {
  cat <<'END'
usage: examples/run.sh [--llvm N] [--no-install] [TEXT...]

  TEXT           files to read; default: /usr/share/common-licenses/*
  --llvm N       14, 16, 19 or 22; default: the newest one installed, else 19
  --no-install   only list the packages that are missing, if any are
END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"

install=yes
llvm=
texts=()
while [[ $# -gt 0 ]]; do
  case $1 in
  --no-install) install=no ;;
  --llvm)
    [[ $# -ge 2 ]] || usage_error "--llvm needs a number"
    llvm=$2
    shift
    ;;
  --llvm=*) llvm=${1#--llvm=} ;;
  -h | --help)
    usage
    exit 0
    ;;
  -*) usage_error "unknown option $1" ;;
  *) texts+=("$1") ;;
  esac
  shift
done
[[ ${#texts[@]} -gt 0 ]] || texts=(/usr/share/common-licenses/*)
for text in "${texts[@]}"; do
  [[ -f $text && -r $text ]] || die "cannot read $text"
done

require_apt
llvm=${llvm:-$(newest_installed_llvm)}
is_supported_llvm "$llvm" ||
  usage_error "LLVM $llvm is not supported, only ${SUPPORTED_LLVM[*]}"
llvm_can_be_had "$install" "$llvm" ||
  die "apt has no LLVM $llvm here: try another --llvm"
mapfile -t packages < <(llvm_packages "$llvm")
install_packages "$install" "${BUILD_PACKAGES[@]}" "${packages[@]}"

tree=$root/build/example-llvm-$llvm
log=$tree.log
mkdir -p "$root/build"
say "building MemTrace for LLVM $llvm in ${tree#"$root"/}"
if ! build "$root" "$tree" "$llvm" -DMEMTRACE_BUILD_TESTS=OFF \
  -DMEMTRACE_BUILD_CLI=OFF >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  die "the build failed; all of its output is in $log"
fi

# From here on it is what you would do with a program of your own. The folder
# is the one that file names in the report start from.
cd "$root/examples"
compile=("$tree/bin/memtrace-c++" --profile-memory -std=c++17 -O2)
shared=(records/record.cpp records/lengths.cpp)
for program in list stream; do
  say "memtrace-c++ ${compile[*]:1} records/$program.cpp ${shared[*]}"
  "${compile[@]}" "records/$program.cpp" "${shared[@]}" -o "$tree/$program"
  cat "${texts[@]}" | MEMTRACE_OUT=$tree/$program.txt "$tree/$program" \
    >"$tree/$program.out"
  [[ -s $tree/$program.txt ]] || die "$program wrote no report"
done
cmp -s "$tree/list.out" "$tree/stream.out" ||
  die "the two programs disagree: $tree/list.out, $tree/stream.out"

# Bytes and size of the line "peak" in the report of a program.
peak() {
  awk '$1 == "peak" && $2 ~ /^[0-9]+$/ { print $2, $3, $4 }' "$tree/$1.txt"
}
read -r list_bytes list_size <<<"$(peak list)"
read -r stream_bytes stream_size <<<"$(peak stream)"

cat "$tree/list.txt"
echo
printf 'The same output, two ways to read the text:\n\n'
printf '%-30s %14s %12s\n' program 'peak bytes' size
printf '%-30s %14s %12s\n' 'list: all of them, then work' \
  "$list_bytes" "$list_size" 'stream: one at a time' \
  "$stream_bytes" "$stream_size"
