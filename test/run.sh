#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Installs what the tests need, builds MemTrace and runs all tests; ends in
# ctest's summary. docs/testing.md says what is tested where.
set -euo pipefail

usage() {
  cat <<'END'
usage: test/run.sh [--llvm N|all] [--full] [--no-install]

  --llvm N       14, 16, 19, 22 or all; default: the newest one installed,
                 else 19. With all, 22 runs everything, the others what the
                 LLVM makes a difference to: the suite of the pass; 14 and 19
                 that of the compiler wrapper; 14 lines and stacks of programs
  --full         everything with every LLVM, and what takes long
  --no-install   only list the packages that are missing, if any are
END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"

# What the tests need beside a build: a second compiler for the runtime, the
# unit tests' library, the build systems and tools that users have, the
# allocators that may work behind MemTrace, another processor and another C
# library; terminals, shells, and the viewers that read exports. With each
# LLVM, its linker, tools and sanitizers.
TEST_PACKAGES=(g++ libgtest-dev clang-format-19 make autoconf automake libtool
  meson ccache valgrind dpkg-dev ca-certificates mold libjemalloc2
  libmimalloc2.0 libtcmalloc-minimal4 g++-aarch64-linux-gnu qemu-user tcl
  libobjc-12-dev strace musl-tools catch2 tmux zsh fish golang-go chromium
  openssl heaptrack zstd python3-matplotlib nlohmann-json3-dev iso-codes
  unicode-data python3-dev python3-setuptools gh mkdocs mkdocs-material
  git xz-utils debhelper lintian)
# Another Node.js than Debian's brings its own.
command -v npm >/dev/null || TEST_PACKAGES+=(npm)
# Real programs, in Debian's version.
SOURCE_PACKAGES=(lua5.4 sqlite3 expat pugixml)

install=yes
full=OFF
llvm=
while [[ $# -gt 0 ]]; do
  case $1 in
  --no-install) install=no ;;
  --full) full=ON ;;
  --llvm)
    [[ $# -ge 2 ]] || usage_error "--llvm needs a number or all"
    llvm=$2
    shift
    ;;
  --llvm=*) llvm=${1#--llvm=} ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) usage_error "unknown argument $1" ;;
  esac
  shift
done

[[ $full == OFF ]] || TEST_PACKAGES+=(debootstrap)
require_apt
case ${llvm:=$(newest_installed_llvm)} in
all) wanted=("${SUPPORTED_LLVM[@]}") ;;
*)
  is_supported_llvm "$llvm" ||
    usage_error "LLVM $llvm is not supported, only ${SUPPORTED_LLVM[*]} and all"
  wanted=("$llvm")
  ;;
esac

packages=("${BUILD_PACKAGES[@]}" "${COMMAND_PACKAGES[@]}" "${TEST_PACKAGES[@]}")
chosen=()
for n in "${wanted[@]}"; do
  if llvm_can_be_had "$install" "$n"; then
    chosen+=("$n")
    mapfile -t more < <(llvm_packages "$n")
    packages+=("${more[@]}" "lld-$n" "clang-tidy-$n" "clangd-$n"
      "libclang-rt-$n-dev")
  else
    say "LLVM $n is skipped: apt has no clang-$n and llvm-$n-dev here"
  fi
done
[[ ${#chosen[@]} -gt 0 ]] || die "no LLVM is left to test with"
# Debian installs one version of libc++ at a time, and has none that clang 14
# and later ones could all read.
if [[ ! -d /usr/include/c++/v1 ]]; then
  libcxx=19
  [[ ${chosen[*]} == 14 ]] && libcxx=14
  if is_available "libc++-$libcxx-dev"; then
    packages+=("libc++-$libcxx-dev" "libc++abi-$libcxx-dev")
  else
    say "apt has no libc++-$libcxx-dev: what is tested with libc++ is left out"
  fi
fi
install_packages "$install" "${packages[@]}"

sources=$root/build/sources
for package in "${SOURCE_PACKAGES[@]}"; do
  "$root/scripts/source_package.sh" "$package" "$sources" >/dev/null ||
    say "the tests that need the sources of $package will fail"
done

# The newest LLVM runs everything; of the others, each runs the suites that
# depend on it most.
runs_everything() {
  [[ $llvm != all || $full == ON || $1 == "${chosen[-1]}" ]]
}
suites_of() {
  if runs_everything "$1"; then
    echo '.'
    return
  fi
  case $1 in
  14) echo '^(pass|driver|programs)$' ;;
  16) echo '^pass$' ;;
  *) echo '^(pass|driver)$' ;;
  esac
}

# For tests only: with names and lines for stacks, which is quicker to compile
# than all that a debugger wants.
readonly OPTIMIZED='-O2 -g1 -DNDEBUG'

build_tree() {
  local tree=$root/build/llvm-$1 has_command=ON is_partial=OFF
  mkdir -p "$tree/bin"
  # The command needs no LLVM, and takes long to build: the others' trees have
  # that of the newest one.
  if runs_everything "$1"; then
    [[ ! -L $tree/bin/memtrace ]] || rm "$tree/bin/memtrace"
  else
    has_command=OFF is_partial=ON
    ln -sf "$root/build/llvm-${chosen[-1]}/bin/memtrace" "$tree/bin/memtrace"
  fi
  say "LLVM $1: building in ${tree#"$root"/}"
  build "$root" "$tree" "$1" -DMEMTRACE_BUILD_TESTS=ON \
    -DMEMTRACE_BUILD_CLI=$has_command -DMEMTRACE_LLVM_TESTS_ONLY=$is_partial \
    -DMEMTRACE_FULL_TESTS="$full" -DMEMTRACE_SOURCES="$sources" \
    -DCMAKE_C_FLAGS_RELWITHDEBINFO="$OPTIMIZED" \
    -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="$OPTIMIZED"
}

if ! runs_everything "${chosen[0]}"; then
  build_tree "${chosen[-1]}" || say "LLVM ${chosen[-1]}: the build failed"
fi
failed=()
for n in "${chosen[@]}"; do
  tree=$root/build/llvm-$n
  summary=$tree.ctest.log
  if ! build_tree "$n"; then
    say "LLVM $n: the build failed"
    failed+=("$n")
    : >"$summary"
    continue
  fi
  say "LLVM $n: testing"
  # Two suites at a time: most end in a long test that leaves processors idle.
  ctest --test-dir "$tree" --output-on-failure --no-tests=error -j2 \
    -R "$(suites_of "$n")" 2>&1 | tee "$summary" || failed+=("$n")
done

# What failed must not scroll away behind what came after it.
for n in "${failed[@]}"; do
  [[ $n == "${chosen[-1]}" && ${#failed[@]} == 1 ]] && break
  say "LLVM $n failed:"
  sed -n '/tests passed,/,$p' "$root/build/llvm-$n.ctest.log"
done
[[ ${#failed[@]} == 0 ]]
