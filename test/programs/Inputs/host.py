# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# host.py: a host that loads a library built with MemTrace while it runs,
# lets it allocate and frees what it made, here and there.
#
#   host.py LIBRARY
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
libc = ctypes.CDLL(None)
for function in (library.plugin_make, library.plugin_drop, libc.free):
    function.restype, function.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
library.plugin_make.argtypes = [ctypes.c_char_p]
for i in range(1000):
    text = library.plugin_make(b"made by the plug-in" * i)
    assert ctypes.string_at(text) == b"made by the plug-in" * i
    (library.plugin_drop if i % 2 else libc.free)(text)
print("host ended")
