# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether the transcripts of each example's README are run by a test.
usage: covered.py SOURCE_DIR"""
import glob
import os
import sys


def main():
    source = sys.argv[1]
    tests = ""
    for path in glob.glob(os.path.join(source, "test", "*", "*.test")):
        with open(path, encoding="utf-8") as file:
            tests += file.read()
    names = [os.path.relpath(path, source) for path in glob.glob(os.path.join(
        source, "examples", "**", "README.md"), recursive=True)]
    missing = [name for name in names if name not in tests]
    for name in missing:
        print(f"no test runs what {name} says: %transcripts %source/{name}")
    return bool(missing) or not names


if __name__ == "__main__":
    sys.exit(main())
