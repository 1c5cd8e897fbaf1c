#!/bin/sh
# Stands for a clang of a version that no plug-in was ever built for.
[ "$1" = -dumpversion ] && echo 13.0.1
