# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# dhat.py: the call stacks that valgrind's DHAT finds with its unwinder: how a
# program is run under it, and what it leaves.
import json
import os
import re
import subprocess

from functions import bare

FRAME = re.compile(r"0x[0-9A-Fa-f]+: (.*?)(?: \((?:in (.*)|(.*):(\d+))\))?$")
# DHAT takes a block that realloc resizes for the same block, where it was first
# asked for. This makes a block of its own of each.
REALLOC = """
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
void *realloc(void *old, size_t size) {
  if (old && !size) {
    free(old);
    return NULL;
  }
  void *block = malloc(size);
  if (old && block) {
    size_t kept = malloc_usable_size(old);
    memcpy(block, old, kept < size ? kept : size);
    free(old);
  }
  return block;
}
void *reallocarray(void *old, size_t count, size_t size) {
  return realloc(old, count * size);
}
void *__memtrace_realloc(void *old, size_t size, void *site) {
  (void)site;
  return realloc(old, size);
}
void *__memtrace_reallocarray(void *old, size_t count, size_t size,
                              void *site) {
  (void)site;
  return realloc(old, count * size);
}
"""


def make_realloc(cc, folder):
    """The library to preload."""
    library = os.path.join(folder, "realloc.so")
    subprocess.run([cc, "-O1", "-fPIC", "-shared", "-x", "c", "-", "-o",
                    library], input=REALLOC, text=True, check=True)
    return library


def command(out):
    """Of a program whose memory isn't counted by MemTrace meanwhile."""
    return ["valgrind", "--tool=dhat", "-q", f"--dhat-out-file={out}",
            "--num-callers=500", "--read-inline-info=yes", "--fullpath-after="]


def last_name(function):
    """Of a function in any way of writing it: debug information of inlined
    functions has neither types nor namespaces."""
    name = bare(re.sub(r"(\.\w+)+$", "", function))
    return re.sub(r"^.*::", "", name)


def frame_of(text):
    """(function, file, line), None for what isn't the program's."""
    function, _, path, line = FRAME.fullmatch(text).groups()
    # Paths of the C library, where it has debug information, are relative.
    if not path or not path.startswith("/") or os.path.normpath(
            path).startswith("/usr/"):
        return None
    return last_name(function), os.path.basename(path), int(line)


def read(path, is_foreign):
    """[(stack, blocks, bytes)]: innermost first."""
    with open(path) as file:
        found = json.load(file)
    frames = [None if is_foreign(text) or not FRAME.fullmatch(text)
              else frame_of(text) for text in found["ftbl"]]
    return [(tuple(frames[i] for i in point["fs"] if frames[i]),
             point["tbk"], point["tb"]) for point in found["pps"]]
