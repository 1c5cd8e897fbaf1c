#!/bin/sh
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# usage: ci/measure.sh TREE LEDGER
#
# Builds the project in TREE with MemTrace, runs it on its usual work, and
# leaves what that took in LEDGER, whose name ends in .memtrace.
set -eu
tree=$1
ledger=$(realpath "$2")
# In the tree, so that both ledgers name files in the same way.
cd "$tree"
make -s clean
make -s CXX="memtrace-c++ --profile-memory"
MEMTRACE_OUT=$ledger ./longest /usr/share/common-licenses/GPL-3 >/dev/null
