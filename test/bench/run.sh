#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Measures what MemTrace costs beside what other tools cost on the same work,
# prints a table and writes docs/overhead.md. Installs what it needs.
set -euo pipefail

usage() {
  cat <<'END'
usage: test/bench/run.sh [--quick] [--llvm N] [--no-install] [OPTION...]

  --quick            a few minutes: less work, fewer rounds, and the page in
                     build/bench
  --llvm N           14, 16, 19 or 22; default: the newest one installed, else
                     19
  --memtrace BIN     the folder of a memtrace-cc that is built
  --only NAME,...    these workloads
  --ways WAY,...     these ways to run them
  --parts PART,...   of runs, compile, fixed, blocks, instructions and
                     growth
  --rounds N         at most; default 5, with --quick 3
  --scale PERCENT    of the work; default 100, with --quick 20
  --save FILE.json   what is measured. With --only, --ways or --parts, what
                     else the file has is kept: a part is measured again, on
                     the same machine and at the same scale. Default:
                     docs/overhead/figures.json, or quick.json in build/bench
  --work FOLDER      to build in; default build/bench
  --sources FOLDER   where sources are kept once fetched; default build/sources
  --page FILE.json   measure nothing: only write the page of what was saved, in
                     one file or several
  --page-to FOLDER   where the page is written; default docs, or build/bench
                     with --quick or --save
  --no-install       what it needs is there
END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"

# Debian's own, which has the package that draws.
python=/usr/bin/python3
install=yes
quick=''
llvm=''
memtrace=''
save=''
folder=''
pages=()
options=()
install_options=()
parts=runs,compile,fixed,blocks,instructions,growth
is_whole=yes
work=$root/build/bench
while [[ $# -gt 0 ]]; do
  case $1 in
  --quick) quick=--quick ;;
  --no-install) install=no ;;
  --llvm | --memtrace | --save | --work | --page | --page-to | --only | \
    --ways | --parts | --rounds | --scale | --sources)
    [[ $# -ge 2 ]] || usage_error "$1 needs a value"
    [[ ! $1 =~ ^--(only|ways|parts)$ ]] || is_whole=no
    case $1 in
    --llvm) llvm=$2 ;;
    --memtrace) memtrace=$2 ;;
    --parts) parts=$2 ;;
    --save) save=$2 ;;
    --work) work=$2 ;;
    --page) pages+=("$2") ;;
    --page-to) folder=$2 ;;
    *) options+=("$1" "$2") ;;
    esac
    shift
    ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) usage_error "unknown argument $1" ;;
  esac
  shift
done
if [[ -n $quick ]]; then
  save=${save:-$work/quick.json}
  folder=${folder:-$work}
elif [[ -n $save ]]; then
  folder=${folder:-$work}
else
  save=$root/docs/overhead/figures.json
  folder=${folder:-$root/docs}
fi

prepare() {
  require_apt
  llvm=${llvm:-$(newest_installed_llvm)}
  is_supported_llvm "$llvm" ||
    usage_error "LLVM $llvm is not supported, only ${SUPPORTED_LLVM[*]}"
  llvm_can_be_had "$install" "$llvm" ||
    die "apt has no LLVM $llvm here: try another --llvm"
  local packages
  mapfile -t packages < <(llvm_packages "$llvm")
  install_packages "$install" "${BUILD_PACKAGES[@]}" "${COMMAND_PACKAGES[@]}" \
    "${packages[@]}"
  memtrace=$root/build/bench-llvm-$llvm/bin
  mkdir -p "$root/build"
  say "building MemTrace in ${memtrace#"$root"/}"
  build "$root" "${memtrace%/bin}" "$llvm" -DMEMTRACE_BUILD_TESTS=OFF \
    >"${memtrace%/bin}.log" 2>&1 ||
    die "the build failed; all of it is in ${memtrace%/bin}.log"
}

if [[ ${#pages[@]} == 0 ]]; then
  [[ -n $memtrace ]] || prepare
  [[ $install == yes ]] || install_options=(--no-install)
  mkdir -p "$work" "$folder"
  measured=$save
  if [[ $is_whole == yes ]]; then
    measured=$work/whole.json
    rm -f "$measured"
  fi
  common=(--memtrace "$memtrace" --save "$measured" --work "$work"
    ${quick:+"$quick"} "${install_options[@]}")
  others=$(tr , '\n' <<<"$parts" | grep -vxE 'growth|instructions' |
    paste -sd ,) || true
  if [[ -n $others ]]; then
    "$python" "$root/test/bench/overhead.py" "${common[@]}" --parts "$others" \
      "${options[@]}"
  fi
  if [[ ,$parts, == *,instructions,* ]]; then
    clang=$("$memtrace/memtrace-cc" -print-prog-name=clang)
    counted=$work/instructions.json
    rm -f "$counted"
    "$python" "$root/test/programs/Inputs/instructions.py" --save "$counted" \
      "$memtrace" "$clang" "$work/instructions" ||
      say "instructions.test would fail with these"
    [[ ! -f $counted ]] ||
      "$python" "$root/test/bench/figures.py" "$measured" "$counted"
  fi
  if [[ ,$parts, == *,growth,* ]]; then
    "$python" "$root/test/bench/growth.py" "${common[@]}" \
      --pictures "$folder/overhead"
  fi
  [[ $is_whole == no ]] || mv "$measured" "$save"
  pages=("$save")
elif [[ $install == yes ]]; then
  install_packages yes python3-matplotlib
fi
"$python" "$root/test/bench/page.py" --to "$folder" "${pages[@]}"
# What README says of it.
[[ $(realpath "$folder") != "$root/docs" ]] ||
  "$python" "$root/test/docs/made.py" --update overheads
say "the page is $folder/overhead.md"
