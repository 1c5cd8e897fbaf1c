"""Usage: all_kinds_of_work.py WRAPPER OPTION...

Runs every kind of work that a compiler is asked for, all with the OPTIONs, -Werror among them."""
import subprocess
import sys

WORK = """
-E pool.c -o pool.i
-M pool.c
-fsyntax-only pool.c
--analyze pool.c
-S pool.c -o pool.asm
-c pool.i
-c f.s
-c g.S
-S g.S
-x c-header shared.h -o shared.pch
-include-pch shared.pch -c pool.c
-emit-llvm -c pool.c -o pool.bc
-x ir -c pool.bc
-c -fno-integrated-as pool.c
-c -g0 pool.c
-c -flto=thin -O2 pool.c -o thin.o
pool.c f.s g.S -o mixed
-save-temps -c pool.c g.S
-shared -fPIC pool.c -o libpool.so
-static pool.c -o static
mixed-pool.o f.s -o linked
-fuse-ld=lld -flto pool.c f.s -o full
-fuse-ld=lld -flto=thin -O2 thin.o -o thin
--version
"""

wrapper, *options = sys.argv[1:]
failed = 0
subprocess.run([wrapper, *options, "-c", "pool.c", "-o", "mixed-pool.o"],
               check=True)
for line in WORK.strip().splitlines():
    done = subprocess.run([wrapper, *options, *line.split()], text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        failed += 1
        print(f"{line}: status {done.returncode}\n{done.stdout}")
sys.exit(1 if failed else 0)
