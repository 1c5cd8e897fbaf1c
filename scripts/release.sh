#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Makes the release tarball of the commit that is checked out, and its checksum.
# The same commit gives the same bytes.
set -euo pipefail

usage() {
  cat <<'END'
usage: scripts/release.sh [--snapshot] [--output FOLDER]

  --snapshot   of what isn't a release: the version says which commit it is
  --output     where memtrace-VERSION.tar.xz goes; default build/release

Refused where the tree has changes that aren't committed, and for a version that
CHANGELOG.md or debian/changelog doesn't have.
END
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=scripts/setup.sh
source "$root/scripts/setup.sh"

output=$root/build/release
snapshot=no
while [[ $# -gt 0 ]]; do
  case $1 in
  --output)
    [[ $# -ge 2 ]] || usage_error "--output needs a folder"
    output=$2
    shift
    ;;
  --snapshot) snapshot=yes ;;
  -h | --help)
    usage
    exit 0
    ;;
  *) usage_error "unknown argument $1" ;;
  esac
  shift
done
mkdir -p "$output"
output=$(cd "$output" && pwd)
cd "$root"

[[ $(git rev-parse --show-toplevel 2>/dev/null) == "$(pwd -P)" ]] ||
  die "this is no clone, and a release is made from a commit"
changes=$(git status --porcelain)
[[ -z $changes ]] || die "commit these, or take them away:"$'\n'"$changes"

version=$(sed -n 's/^project(MemTrace VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
if [[ $snapshot == yes ]]; then
  version=$version~git$(git log -1 --date=format:%Y%m%d --format=%cd.%h)
else
  grep -q "^## $version - [0-9-]*$" CHANGELOG.md ||
    die "CHANGELOG.md has no '## $version - DATE': name what is unreleased" \
      "so, or make a --snapshot"
  packaged=$(sed -n '1s/^memtrace (\(.*\)) .*/\1/p' debian/changelog)
  [[ $packaged == "$version" ]] ||
    die "debian/changelog begins with $packaged, but this is $version"
fi

name=memtrace-$version
git archive --prefix="$name/" HEAD | xz -9 -T1 >"$output/$name.tar.xz"
cd "$output"
sha256sum "$name.tar.xz" | tee "$name.tar.xz.sha256"
