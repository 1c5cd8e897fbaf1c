#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: bare_debian.sh make FOLDER           as root: a bare Debian of this
#                                             machine's suite and mirrors
#        bare_debian.sh run FOLDER COMMAND... runs a command in it
#
# /proc is there while a command runs and goes with it.
set -euo pipefail

make_bare() {
  local folder=$1 suite targets mirror
  # shellcheck disable=SC1091
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # shellcheck disable=SC2016 # "URI suite" of what apt has here, without what isn't Debian's.
  targets=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME)' \
    'Created-By: Packages' 'Origin: Debian' | sort -u)
  mirror=$(awk -v suite="$suite" '$2 == suite { print $1; exit }' \
    <<<"$targets")
  debootstrap --variant=minbase "$suite" "$folder" "$mirror" \
    >"$folder.log" 2>&1 || {
    tail -n 20 "$folder.log" >&2
    exit 1
  }
  awk '{ print "deb", $1, $2, "main" }' <<<"$targets" \
    >"$folder/etc/apt/sources.list"
  cp /etc/resolv.conf /etc/hosts "$folder/etc/"
  run_in "$folder" apt-get update -qq
}

run_in() {
  local folder=$1
  shift
  # shellcheck disable=SC2016
  unshare --mount bash -c 'mount -t proc proc "$0/proc" && exec chroot "$0" \
    env -i HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"' \
    "$folder" "$@"
}

case ${1:-} in
make) make_bare "$2" ;;
run) run_in "${@:2}" ;;
*) exit 2 ;;
esac
