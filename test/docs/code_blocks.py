# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles and runs every block of C and C++ in Markdown files.

usage: code_blocks.py BIN WORK FILE...

The line before a block says how:  <!-- run -->  for a whole program,
<!-- run: body -->  for statements of a main() that has included memtrace's
header and started tracing, <!-- run: gtest -->  for tests. A block without
such a line is an error.
"""
import os
import re
import subprocess
import sys

BODY = {
    "c": "#include <memtrace/memtrace.h>\n#include <stdio.h>\n"
         "#include <stdlib.h>\nstatic void run(void) { free(malloc(100)); }\n"
         "int main(void) {\n%s\nreturn 0;\n}\n",
    "cpp": "#include <memtrace/memtrace.hpp>\n#include <cstdlib>\n"
           "#include <iostream>\n#include <vector>\n"
           "static void run() { std::free(std::malloc(100)); }\n"
           "int main() {\n%s\n}\n",
}


def main():
    bin_dir, work, *files = sys.argv[1:]
    run, failed = 0, 0
    for path in files:
        text = open(path, encoding="utf-8").read()
        for block in re.finditer(r"^```(c|cpp)\n(.*?)^```$", text,
                                 re.M | re.S):
            language, code = block.groups()
            line = text.count("\n", 0, block.start()) + 1
            before = text[:block.start()].rstrip("\n").rsplit("\n", 1)[-1]
            how = re.fullmatch(r"<!-- run(?:: (body|gtest))? -->", before)
            if not how:
                print(f"{path}:{line}: nothing says how to run this block")
                failed += 1
                continue
            if how.group(1) == "body":
                code = BODY[language] % code
            source = os.path.join(work, f"block{run}.{language}")
            program = os.path.join(work, f"block{run}")
            run += 1
            with open(source, "w", encoding="utf-8") as out:
                out.write(code)
            compiler = "memtrace-c++" if language == "cpp" else "memtrace-cc"
            command = [os.path.join(bin_dir, compiler), "--profile-memory",
                       "-Wall", "-Wextra", "-Werror", source, "-o", program]
            if how.group(1) == "gtest":
                command += ["-lgtest", "-lgtest_main", "-pthread"]
            for step in (command, [program]):
                done = subprocess.run(step, cwd=work, text=True,
                                      stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, timeout=60)
                if done.returncode:
                    print(f"{path}:{line}: {step[0]}: {done.returncode}\n"
                          f"{done.stdout}")
                    failed += 1
                    break
    print(f"{run} blocks, {failed} failed")
    sys.exit(failed != 0 or run == 0)


main()
