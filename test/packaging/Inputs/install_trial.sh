#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: install_trial.sh SOURCE PACKAGES WORK
#
# What new users do, each on a bare Debian of their own in WORK: install the
# packages, compile, run and read; and build from the sources.
set -euo pipefail
source=$1 packages=$2 work=$3
here=$(dirname "$0")
mkdir -p "$work"
trap 'rm -rf "$work"/*/' EXIT

"$here/bare_debian.sh" make "$work/installed"
cp -a "$work/installed" "$work/clone"
run() { "$here/bare_debian.sh" run "$work/$1" "${@:2}"; }
# What apt says belongs into a log.
apt() {
  run "$1" apt-get -y "${@:2}" >>"$work/apt.log" 2>&1 || {
    tail -n 20 "$work/apt.log" >&2
    exit 1
  }
}

root=$work/installed
mkdir "$root/packages" "$root/tests"
find "$packages" -name '*.deb' \
  -exec cp {} "$root/packages" \;
cp "$source"/debian/tests/* "$root/tests"
# Without recommendations, to see that what they depend on is enough.
# shellcheck disable=SC2046
apt installed install --no-install-recommends \
  $(cd "$root" && printf '%s ' ./packages/*.deb)
run installed /tests/first-report
run installed /tests/each-llvm
apt installed install --no-install-recommends cmake make pkg-config
run installed /tests/development-files
apt installed remove libmemtrace3 memtrace memtrace-doc
left=$(find "$root/usr" -name '*memtrace*')
[[ -z $left ]] || { echo "not removed: $left" >&2; exit 1; }
echo "removed: nothing is left"

mkdir "$work/clone/memtrace"
tar -C "$source" --exclude-vcs --exclude=./build -c . |
  tar -C "$work/clone/memtrace" -x
run clone /memtrace/examples/run.sh
