# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# many_lines.py: writes many.c, which allocates at as many lines as endures.c
# wants.
import sys

print("#include <stdlib.h>\nvoid *volatile kept_of_many;\n"
      "void at_one_of_many_lines(unsigned number) {\n  switch (number) {")
for number in range(int(sys.argv[1])):
    print(f"  case {number}: kept_of_many = malloc(24); break;")
print("  }\n}")
