#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Builds the Debian packages of this tree into build/packages, from a copy, so
# that nothing is left here; installs what that needs.
set -euo pipefail

usage() {
  cat <<'END'
usage: scripts/packages.sh [--llvm 19] [--no-install] [--output FOLDER]

  --llvm 19      only the plug-in for clang 19; default: 14, 16, 19, and 22
                 where apt has that
  --no-install   take the packages that are here, install none
  --output       where the packages go; default build/packages
END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"

install=yes
output=$root/build/packages
only=
while [[ $# -gt 0 ]]; do
  case $1 in
  --no-install) install=no ;;
  --llvm)
    [[ ${2:-} == 19 ]] || usage_error "--llvm can only be 19"
    only=19
    shift
    ;;
  --output)
    [[ $# -ge 2 ]] || usage_error "--output needs a folder"
    output=$2
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

# As debian/README.source names them.
profiles() {
  local packages missing
  if [[ $only == 19 ]]; then
    echo pkg.memtrace.onellvm
    return
  fi
  mapfile -t packages < <(llvm_packages 22)
  missing=$(missing_packages "${packages[@]}")
  [[ -n $missing ]] && [[ $install == no ]] && return
  llvm_can_be_had "$install" 22 && echo pkg.memtrace.llvm22
}

require_apt
[[ $install == no ]] || update_package_lists
profiles=$(profiles) || true
mkdir -p "$output"
output=$(cd "$output" && pwd)
source=$output/source
rm -rf "$source"
find "$output" -maxdepth 1 -name '*memtrace*_*' -delete
mkdir "$source"
tar -C "$root" --exclude-vcs --exclude=./build -c . | tar -C "$source" -x

if [[ $install == yes ]]; then
  install_packages yes dpkg-dev
  say "installing the build dependencies"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get build-dep -y -qq \
    --no-install-recommends -P "$profiles" "$source" >"$output/install.log" ||
    die "apt-get build-dep failed; its output is in $output/install.log"
fi

# Whoever installs all that is built has no use for debug symbols.
export DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS-} noautodbgsym"
say "building the packages in $output"
if ! (cd "$source" && dpkg-buildpackage -us -uc -P"$profiles") \
  >"$output/build.log" 2>&1; then
  tail -n 40 "$output/build.log" >&2
  die "the build failed; all of its output is in $output/build.log"
fi
rm -rf "$source"
ls "$output"/*.deb
