# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# stacks_host.py: loads a library with stacks (stacks_library.c) and lets it go,
# again and again.
#
#   stacks_host.py LIBRARY TIMES
import _ctypes
import ctypes
import sys

STEP = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
step = STEP(lambda n: None)
for _ in range(int(sys.argv[2])):
    library = ctypes.CDLL(sys.argv[1])
    library.work(ctypes.c_void_p(10))
    library.work_by(step, ctypes.c_void_p(30))
    _ctypes.dlclose(library._handle)
