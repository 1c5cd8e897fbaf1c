#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: scripts/source_package.sh PACKAGE FOLDER
#
# Gets the sources of a Debian package with apt, from the machine's own suites,
# and unpacks them into FOLDER/PACKAGE; says where on standard output. Does
# nothing when they are there. Needs dpkg-dev; needs no root and leaves the
# machine's apt configuration alone, which rarely has sources enabled: lists
# and downloads stay in FOLDER/apt.
set -euo pipefail

if [[ $# != 2 ]]; then
  sed -n 's/^# \(usage: .*\)/\1/p' "$0" >&2
  exit 2
fi
package=$1
mkdir -p "$2"
folder=$(cd "$2" && pwd)
result=$folder/$package

if [[ -d $result ]]; then
  echo "$result"
  exit 0
fi

apt=$folder/apt
mkdir -p "$apt/sources.list.d" "$apt/state/lists/partial" \
  "$apt/cache/archives/partial" "$apt/download"
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  if [[ -f $list ]]; then
    sed -n 's/^deb /deb-src /p' "$list" \
      >"$apt/sources.list.d/$(basename "$list" .list).list"
  fi
done
for list in /etc/apt/sources.list.d/*.sources; do
  if [[ -f $list ]]; then
    sed 's/^Types:.*/Types: deb-src/' "$list" \
      >"$apt/sources.list.d/$(basename "$list")"
  fi
done
options=(-o "Dir::Etc::SourceList=/dev/null"
  -o "Dir::Etc::SourceParts=$apt/sources.list.d"
  -o "Dir::State=$apt/state" -o "Dir::State::status=/var/lib/dpkg/status"
  -o "Dir::Cache=$apt/cache" -o "APT::Sandbox::User=$(id -un)")

known() {
  local sources
  sources=$(apt-cache "${options[@]}" showsrc --only-source "$package" \
    2>/dev/null) && [[ $sources == *Package:* ]]
}
if ! known; then
  # One suite without sources must not keep us from the others.
  apt-get "${options[@]}" update -qq >&2 || true
  if ! known; then
    echo "source_package.sh: the suites of this machine have no sources of" \
      "$package" >&2
    exit 1
  fi
fi
cd "$apt/download"
# Mirrors drop a version before their lists do: then an older one serves.
description=
while read -r version; do
  if apt-get "${options[@]}" source --only-source --download-only -qq \
    "$package=$version" >&2; then
    description=${package}_${version#*:}.dsc
    break
  fi
done < <(apt-cache "${options[@]}" showsrc --only-source "$package" \
  2>/dev/null | sed -n 's/^Version: //p' | sort -ruV)
if [[ -z $description ]]; then
  echo "source_package.sh: no version of $package can be fetched" >&2
  exit 1
fi
# Under another name until it is whole.
rm -rf "$result.unpacking"
dpkg-source --no-check -x "$description" "$result.unpacking" >&2
mv "$result.unpacking" "$result"
echo "$result"
