# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# scale_source.py: prints a C program that allocates on so many lines.
#
#   scale_source.py LINES
import sys

IN_A_FUNCTION = 100


def main():
    count = int(sys.argv[1])
    print("#include <stdlib.h>\nstatic void *volatile p;")
    functions = range(0, count, IN_A_FUNCTION)
    for first in functions:
        print(f"static void f{first}(void) {{")
        print("  p = malloc(24);\n" * min(IN_A_FUNCTION, count - first)
              + "}")
    print("int main(void) {")
    print("".join(f"  f{first}();\n" for first in functions) + "}")


if __name__ == "__main__":
    main()
