# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# setup.sh: what examples/run.sh and test/run.sh share; sourced by both. Finds
# which Debian packages are missing, installs or lists them, and configures
# and builds one tree for each LLVM.

SUPPORTED_LLVM=(14 16 19 22)
DEFAULT_LLVM=19

# What a build needs, whatever the LLVM.
BUILD_PACKAGES=(cmake ninja-build python3)
# And with the memtrace command, which takes longer than all the rest.
COMMAND_PACKAGES=(pkg-config libcli11-dev nlohmann-json3-dev libprotozero-dev
  zlib1g-dev libelf-dev libdw-dev libncurses-dev help2man)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() {
  say "$*"
  exit 1
}
usage_error() {
  say "$*"
  usage >&2
  exit 2
}

llvm_packages() { printf '%s\n' "clang-$1" "llvm-$1-dev"; }

is_supported_llvm() {
  local n
  for n in "${SUPPORTED_LLVM[@]}"; do
    [[ $n == "$1" ]] && return 0
  done
  return 1
}

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# The packages among the arguments that are not installed, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    is_installed "$package" || printf '%s\n' "$package"
  done
}

# Whether apt knows a version of the package to install.
is_available() {
  local policy
  policy=$(apt-cache policy "$1" 2>/dev/null)
  [[ $policy =~ Candidate:\ *[^\ \(] ]]
}

# False on a machine whose package lists were never fetched, as in containers.
has_package_lists() { compgen -G '/var/lib/apt/lists/*Packages*' >/dev/null; }

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "installing packages needs root and there is no sudo; as root, run:" \
      "apt-get install ${MISSING[*]:-}"
  fi
}

UPDATED=no
update_package_lists() {
  [[ $UPDATED == yes ]] && return 0
  UPDATED=yes
  say "apt-get update"
  as_root apt-get update -qq ||
    say "apt-get update failed; going on with the lists that are here"
}

# Makes sure that all are available, as far as apt can tell; asks for new lists
# only when one isn't.
look_up() {
  local package
  for package in "$@"; do
    if ! is_available "$package"; then
      update_package_lists
      return 0
    fi
  done
}

require_apt() {
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null && return 0
  die "this is not a Debian system: docs/platforms.md says what to install" \
    "and how to build by hand"
}

# install_packages INSTALL PACKAGE...: with INSTALL=no only lists what is
# missing, and ends the script if anything is.
install_packages() {
  local install=$1
  shift
  mapfile -t MISSING < <(missing_packages "$@")
  [[ ${#MISSING[@]} == 0 ]] && return 0
  if [[ $install == no ]]; then
    say "missing packages:"
    printf '%s\n' "${MISSING[@]}"
    exit 1
  fi
  look_up "${MISSING[@]}"
  say "installing ${MISSING[*]}"
  apt_install "${MISSING[@]}" && return 0
  # Lists that are too old name files that are gone.
  if [[ $UPDATED == no ]]; then
    update_package_lists
    apt_install "${MISSING[@]}" && return 0
  fi
  die "apt-get could not install ${MISSING[*]}"
}

# Quiet, unless it fails.
apt_install() {
  local output
  output=$(as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "$@" 2>&1) || {
    printf '%s\n' "$output" >&2
    return 1
  }
}

# Prints the newest LLVM that is installed, or the default.
newest_installed_llvm() {
  local i n
  for ((i = ${#SUPPORTED_LLVM[@]} - 1; i >= 0; --i)); do
    n=${SUPPORTED_LLVM[i]}
    if is_installed "clang-$n" && is_installed "llvm-$n-dev"; then
      echo "$n"
      return
    fi
  done
  echo "$DEFAULT_LLVM"
}

# Whether clang and LLVM N are installed or can be. What can't be known without
# fetching lists is taken for a yes.
llvm_can_be_had() {
  local install=$1 n=$2 packages missing package
  mapfile -t packages < <(llvm_packages "$n")
  mapfile -t missing < <(missing_packages "${packages[@]}")
  [[ ${#missing[@]} == 0 ]] && return 0
  if [[ $install == yes ]]; then
    look_up "${missing[@]}"
  elif ! has_package_lists; then
    return 0
  fi
  for package in "${missing[@]}"; do
    is_available "$package" || return 1
  done
}

# build SOURCE BUILD LLVM [CMAKE_ARGUMENT...]: with the clang that the plug-in
# is for, so that no other compiler has to be there.
build() {
  local source=$1 tree=$2 n=$3
  shift 3
  cmake -S "$source" -B "$tree" -G Ninja -DMEMTRACE_LLVM="$n" \
    -DCMAKE_C_COMPILER="/usr/lib/llvm-$n/bin/clang" \
    -DCMAKE_CXX_COMPILER="/usr/lib/llvm-$n/bin/clang++" \
    -DMEMTRACE_PRECOMPILE_HEADERS=ON "$@" || return
  # Headers of a newer package have the time of its making, which may be before
  # that of what was made of the old ones: ninja sees no change, clang refuses.
  find "$tree" -name 'cmake_pch*.[pg]ch' ! -newer /var/lib/dpkg/status -delete
  cmake --build "$tree"
}
