#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: scripts/npm_package.sh PACKAGE@VERSION INTEGRITY FOLDER
#
# Gets a package of npm, from the registry that npm is set up for, and unpacks
# it into FOLDER/PACKAGE-VERSION; says where on standard output. Does nothing
# when it is there. INTEGRITY is `sha512-...` as in npm's lock files: what has
# another is refused. Nothing of the package is run.
set -euo pipefail

if [[ $# != 3 ]]; then
  sed -n 's/^# \(usage: .*\)/\1/p' "$0" >&2
  exit 2
fi
package=$1
integrity=$2
mkdir -p "$3"
folder=$(cd "$3" && pwd)
result=$folder/${package/@/-}

if [[ -d $result ]]; then
  echo "$result"
  exit 0
fi
if ! command -v npm >/dev/null; then
  echo "npm_package.sh: $package needs npm, which is not installed" >&2
  exit 1
fi
# Of its own, since several may get it at a time.
work=$(mktemp -d "$folder/npm.XXXXXX")
trap 'rm -rf "$work"' EXIT
if ! (cd "$work" && npm pack --ignore-scripts --loglevel=error "$package") \
  >/dev/null; then
  echo "npm_package.sh: npm cannot get $package" >&2
  exit 1
fi
archive=("$work"/*.tgz)
found=sha512-$(openssl dgst -sha512 -binary "${archive[0]}" | base64 -w0)
if [[ $found != "$integrity" ]]; then
  echo "npm_package.sh: $package is not what it was: $found" >&2
  exit 1
fi
tar -xzf "${archive[0]}" -C "$work"
mv -T "$work/package" "$result" 2>/dev/null || [[ -d $result ]]
echo "$result"
