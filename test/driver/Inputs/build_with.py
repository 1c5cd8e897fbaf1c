"""Usage: build_with.py PREFIX_PATTERN SOURCE

Builds SOURCE with the one installation that matches the pattern, shared and
static, and prints the reports of both."""
import glob
import os
import subprocess
import sys

(prefix,) = glob.glob(sys.argv[1])
wrapper = os.path.join(prefix, "bin", "memtrace-cc")
for kind in [[], ["-static"]]:
    subprocess.run([wrapper, "--profile-memory", *kind, sys.argv[2],
                    "-o", "program"], check=True)
    subprocess.run(["./program"], env={"MEMTRACE_OUT": "-"}, check=True,
                   stderr=sys.stdout.fileno())
