#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# get_lua.sh: brings the sources of Lua 5.4, as upstream released them, from
# Debian's source package into a folder, once. Uses the machine's own package
# sources and apt's checks of signatures, but neither root nor the machine's
# package lists. Without a network it fails, and says so.
#
#   get_lua.sh FOLDER          then FOLDER/lua/src has the sources
set -eu
mkdir -p "$1"
cd "$1"
[ ! -e lua ] || exit 0

# Tests that run at the same time wait for each other here.
exec 9> lock
flock 9
[ ! -e lua ] || exit 0

rm -rf apt unpacked
mkdir -p apt/lists/partial apt/archives/partial unpacked
keys=/usr/share/keyrings/debian-archive-keyring.gpg
apt-get indextargets --format \
  "deb-src [signed-by=$keys] \$(REPO_URI) \$(RELEASE) \$(COMPONENT)" \
  'Created-By: Packages' 'Origin: Debian' | sort -u > apt/sources.list

apt() {
  apt-get -qq -o Dir::Etc::SourceList="$PWD/apt/sources.list" \
    -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$PWD/apt/lists" \
    -o Dir::Cache="$PWD/apt" -o Acquire::Retries=3 -o APT::Sandbox::User= \
    "$@"
}
apt update && apt source --only-source --download-only lua5.4 || {
  echo "Lua's source package can't be had: no network?" >&2
  exit 1
}
mv lua5.4_* unpacked
tar -C unpacked -xf unpacked/lua5.4_*.orig.tar.*
mv unpacked/lua-5.4.* lua
rm -rf apt unpacked
