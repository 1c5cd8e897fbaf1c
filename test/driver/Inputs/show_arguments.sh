#!/bin/sh
# Stands for clang: prints its arguments and ends with a status of its own.
printf '<%s>\n' "$@"
exit 42
