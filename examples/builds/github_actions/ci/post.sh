#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: ci/post.sh FILE PULL_REQUEST
#
# Makes FILE the comment on a pull request: changes the one of an earlier run,
# and adds one only when there is none. Needs gh, with GH_TOKEN, and the
# repository's name in GITHUB_REPOSITORY.
set -eu
file=$1
comments=repos/$GITHUB_REPOSITORY/issues/$2/comments
id=$(gh api --paginate "$comments" \
  --jq '.[] | select(.body | startswith("<!-- memory -->")) | .id' |
  head -n 1)
if [ -n "$id" ]; then
  gh api --silent --method PATCH \
    "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field body=@"$file"
else
  gh api --silent "$comments" --field body=@"$file"
fi
