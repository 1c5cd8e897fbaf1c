# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# status.py: runs a command and fails unless it ends with the status given:
# an exit status, or minus the signal that killed it.
#
#   status.py STATUS [NAME=VALUE]... COMMAND ARGUMENT...
#
# The variables are set for the command alone: python is a program, too.
import os
import subprocess
import sys

wanted, *words = sys.argv[1:]
settings = {}
while "=" in words[0]:
    name, value = words.pop(0).split("=", 1)
    settings[name] = value
status = subprocess.run(words, env={**os.environ, **settings}).returncode
if status != int(wanted):
    sys.exit(f"status {status}, not {wanted}: {settings} {words}")
