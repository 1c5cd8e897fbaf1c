"""Usage: option_values.py WRAPPER CLANG

Compares the wrapper's table of options with what the clang of this build does:
an option takes the next argument as its value in both, or in neither. The
options come from clang's own list, without the large -f, -W and -m families,
which have no such options but those in the table."""
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor


def output(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def options(clang):
    names = {row.split("\t")[0]
             for row in output(clang, "--autocomplete=-").splitlines()}
    return sorted(
        name for name in names
        if re.fullmatch(r"--?[A-Za-z][A-Za-z0-9_+-]*", name)
        and not re.match(r"-(f|W|m(?!llvm|thread))", name)
        # Not the driver; and HLSL's, which come and go.
        and not name.startswith(("-cc1", "-hlsl", "-validator")))


def clang_takes_value(clang, name):
    return f"argument to '{name}' is missing" in output(clang, "-###", name)


def wrapper_takes_value(wrapper, name):
    """True, False, or None where it makes no difference."""
    # "x.c" is the value, or else the input.
    explained = output(wrapper, "--memtrace-explain", name, "x.c")
    if "makes no code" in explained or f"work: link ({name}," in explained:
        return None
    return "there is no input" in explained


def main():
    wrapper, clang = sys.argv[1:]
    names = options(clang)
    with ThreadPoolExecutor(2) as pool:
        theirs = list(pool.map(lambda n: clang_takes_value(clang, n), names))
        ours = list(pool.map(lambda n: wrapper_takes_value(wrapper, n), names))
    wrong = 0
    for name, clang_says, wrapper_says in zip(names, theirs, ours):
        if wrapper_says not in (clang_says, None):
            wrong += 1
            print(f"{name}: clang takes a value: {clang_says}, "
                  f"the table says {wrapper_says}")
    print(f"{len(names)} options, {sum(theirs)} with a value, {wrong} wrong")
    sys.exit(1 if wrong or sum(theirs) < 10 else 0)


main()
