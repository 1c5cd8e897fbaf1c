#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: man_page.sh COMMAND VERB OUTPUT HELP2MAN-ARGUMENT...
#
# The manual page of a verb, named by the first part of its description.
set -eu
command=$1 verb=$2 output=$3
shift 3
about=$("$command" "$verb" --help | sed '/^$/q' | tr '\n' ' ' |
  sed 's/[,.:;].*//; s/ *$//')
first=$(printf %.1s "$about" | tr '[:upper:]' '[:lower:]')
"$@" "--name=$first${about#?}" "--output=$output" "$command $verb"
# help2man takes the name of the command alone for that of the page.
page=memtrace-$verb
head=$(printf %s "$page" | tr '[:lower:]' '[:upper:]')
sed -i "s/^\.TH MEMTRACE /.TH $head /; s/^memtrace $verb \\\\-/$page \\\\-/" \
  "$output"
