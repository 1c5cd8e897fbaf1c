"""Usage: add_plugin.py PREFIX LLVM CLANG

Adds to an installation what one more LLVM's plug-in brings, except that the
plug-in itself is empty."""
import pathlib
import sys

prefix, llvm, clang = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
(libraries,) = {path.parent for path in prefix.glob("lib*/**/memtrace")}
folder = libraries / "memtrace" / f"llvm-{llvm}"
folder.mkdir(exist_ok=True)
(folder / "MemTrace.so").write_bytes(b"")
(folder / "clang").write_text(clang + "\n")
for name in ["memtrace-cc", "memtrace-c++"]:
    link = prefix / "bin" / f"{name}-{llvm}"
    if not link.is_symlink():
        link.symlink_to(name)
