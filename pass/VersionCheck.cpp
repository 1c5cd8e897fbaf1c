// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// VersionCheck.cpp: says so when the plug-in is loaded into another LLVM than
// it was built for. LLVM itself notices too late: by then its classes, which
// have another layout, have been used, and the compiler dies obscurely. So
// this runs before anything else of the plug-in and uses libc alone.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <initializer_list>
#include <link.h>
#include <unistd.h>

namespace {

/// The major version in "libLLVM-14.so.1" or "libLLVM.so.19.1"; else 0.
int majorInName(const char *Path) {
  const char *Slash = strrchr(Path, '/');
  const char *Name = Slash ? Slash + 1 : Path;
  for (const char *Prefix : {"libLLVM-", "libLLVM.so."})
    if (!strncmp(Name, Prefix, strlen(Prefix)))
      return atoi(Name + strlen(Prefix));
  return 0;
}

int noteMajor(dl_phdr_info *Library, size_t, void *Major) {
  *static_cast<int *>(Major) = majorInName(Library->dlpi_name);
  return *static_cast<int *>(Major) != 0; // stop at the first
}

/// 0 if the process doesn't tell: LLVM before 16, linked in statically.
int loadedMajor() {
  using GetVersion = void (*)(unsigned *, unsigned *, unsigned *);
  if (auto Get =
          reinterpret_cast<GetVersion>(dlsym(RTLD_DEFAULT, "LLVMGetVersion"))) {
    unsigned Major = 0;
    Get(&Major, nullptr, nullptr);
    return static_cast<int>(Major);
  }
  int Major = 0;
  dl_iterate_phdr(noteMajor, &Major);
  return Major;
}

__attribute__((constructor(101))) void checkVersion() {
  int Major = loadedMajor();
  if (!Major || Major == MEMTRACE_LLVM)
    return;
  fprintf(stderr,
          "MemTrace: this plug-in is for LLVM %d, but it was loaded into LLVM "
          "%d; use clang-%d\n",
          MEMTRACE_LLVM, Major, MEMTRACE_LLVM);
  _exit(1);
}

} // namespace
