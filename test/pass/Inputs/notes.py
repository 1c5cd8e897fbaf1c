# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints which units the notes of ELF files name, and how many sites there are.

Usage: notes.py FILE...
"""
import struct
import sys


def sections(data):
    """Yields names and contents."""
    offset, = struct.unpack_from("<Q", data, 40)
    size, count, names = struct.unpack_from("<3H", data, 58)
    headers = [struct.unpack_from("<IIQQQQ", data, offset + i * size)
               for i in range(count)]
    for name, _, _, _, start, length in headers:
        at = headers[names][4] + name
        yield data[at:data.index(b"\0", at)].decode(), data[start:start + length]


def units(notes):
    while notes:
        name, size, kind = struct.unpack_from("<3I", notes)
        assert (name, kind) == (9, 0x4D540001) and size % 4 == 0
        assert notes[12:24] == b"MemTrace\0\0\0\0"
        abi, flags = struct.unpack_from("<2I", notes, 24)
        assert abi == 3 and flags < 4
        yield notes[32:24 + size].rstrip(b"\0").decode()
        notes = notes[24 + size:]


for file in sys.argv[1:]:
    with open(file, "rb") as stream:
        found = dict(sections(stream.read()))
    assert len(found["memtrace_sites"]) % 28 == 0
    print(f"{file}:", " ".join(sorted(units(found[".note.memtrace"]))) + ";",
          len(found["memtrace_sites"]) // 28, "sites")
