// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AllocationFunctions.cpp: the tables. The entries come from abi.h, so that
// names and prototypes are those of the runtime.
#include "AllocationFunctions.h"

#include "LLVMCompat.h"
#include "memtrace/abi.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Function.h"

using namespace llvm;

namespace memtrace {

namespace {

template <class T> Type *typeOf(LLVMContext &Context) {
  if constexpr (std::is_pointer_v<T>)
    return pointerType(Context);
  else
    return Type::getIntNTy(Context, 8 * sizeof(T));
}

template <class Signature> struct Prototype;
template <class Result, class... Parameters>
struct Prototype<Result(Parameters...)> {
  static FunctionType *get(LLVMContext &Context) {
    return FunctionType::get(typeOf<Result>(Context),
                             {typeOf<Parameters>(Context)...}, false);
  }
};

#define MEMTRACE_ROW(symbol, entry, result, parameters)                        \
  {#symbol, #entry, Prototype<result parameters>::get},
constexpr AllocationFunction Allocations[] = {MEMTRACE_ENTRIES(MEMTRACE_ROW)};
#undef MEMTRACE_ROW

// Only those of which glibc and libstdc++ never call malloc, on any path, and
// which call nothing of the program's: no stdio (buffers), no locale
// (strcoll), no time zone (localtime), no callback (bsearch), no destructor
// (__cxa_end_catch).
constexpr StringLiteral NeverAllocating[] = {
    // memory
    "free", "cfree", "free_sized", "free_aligned_sized", "malloc_usable_size",
    "_ZdlPv", "_ZdaPv", "_ZdlPvm", "_ZdaPvm", "_ZdlPvSt11align_val_t",
    "_ZdaPvSt11align_val_t", "_ZdlPvmSt11align_val_t", "_ZdaPvmSt11align_val_t",
    "_ZdlPvRKSt9nothrow_t", "_ZdaPvRKSt9nothrow_t",
    "_ZdlPvSt11align_val_tRKSt9nothrow_t",
    "_ZdaPvSt11align_val_tRKSt9nothrow_t", "mmap", "mmap64", "munmap", "mremap",
    "mprotect", "madvise", "mlock", "munlock", "msync", "brk", "sbrk",
    // bytes and strings
    "memcpy", "memmove", "memset", "memcmp", "memchr", "memrchr", "memmem",
    "mempcpy", "memccpy", "rawmemchr", "bcmp", "bcopy", "bzero",
    "explicit_bzero", "__memcpy_chk", "__memmove_chk", "__memset_chk",
    "__mempcpy_chk", "__explicit_bzero_chk", "strlen", "strnlen", "strcmp",
    "strncmp", "strcasecmp", "strncasecmp", "strcpy", "strncpy", "stpcpy",
    "stpncpy", "strcat", "strncat", "strlcpy", "strlcat", "__strcpy_chk",
    "__strncpy_chk", "__stpcpy_chk", "__stpncpy_chk", "__strcat_chk",
    "__strncat_chk", "strchr", "strrchr", "strchrnul", "strstr", "strcasestr",
    "strspn", "strcspn", "strpbrk", "strtok", "strtok_r", "__strtok_r",
    "strsep", "ffs", "ffsl", "ffsll",
    // characters and numbers
    "isalnum", "isalpha", "isblank", "iscntrl", "isdigit", "isgraph", "islower",
    "isprint", "ispunct", "isspace", "isupper", "isxdigit", "tolower",
    "toupper", "__ctype_b_loc", "__ctype_tolower_loc", "__ctype_toupper_loc",
    "abs", "labs", "llabs", "div", "ldiv", "lldiv", "atoi", "atol", "atoll",
    "atof", "strtol", "strtoll", "strtoul", "strtoull", "strtof", "strtod",
    "__isoc23_strtol", "__isoc23_strtoll", "__isoc23_strtoul",
    "__isoc23_strtoull", "rand", "srand", "rand_r",
    // system calls
    "read", "write", "pread", "pread64", "pwrite", "pwrite64", "readv",
    "writev", "open", "open64", "openat", "openat64", "close", "lseek",
    "lseek64", "stat", "stat64", "fstat", "fstat64", "lstat", "lstat64",
    "fstatat", "fstatat64", "access", "unlink", "rename", "mkdir", "rmdir",
    "chdir", "dup", "dup2", "dup3", "pipe", "pipe2", "fcntl", "fcntl64",
    "ioctl", "poll", "ppoll", "select", "epoll_create1", "epoll_ctl",
    "epoll_wait", "eventfd", "ftruncate", "ftruncate64", "fsync", "fdatasync",
    "socket", "bind", "listen", "accept", "accept4", "connect", "shutdown",
    "send", "sendto", "sendmsg", "recv", "recvfrom", "recvmsg", "setsockopt",
    "getsockopt", "getpid", "getppid", "getuid", "geteuid", "getgid", "getegid",
    "isatty", "umask", "getrusage", "getpagesize", "__errno_location", "getenv",
    "secure_getenv", "time", "clock", "clock_gettime", "clock_getres",
    "gettimeofday", "nanosleep", "clock_nanosleep", "usleep", "sleep",
    "sched_yield", "feof", "ferror", "clearerr", "fileno",
    // control flow
    "setjmp", "_setjmp", "__sigsetjmp", "longjmp", "_longjmp", "siglongjmp",
    "__longjmp_chk", "abort", "_exit", "_Exit", "__assert_fail",
    "__assert_perror_fail", "__stack_chk_fail", "__chk_fail",
    // threads
    "pthread_self", "pthread_equal", "pthread_getspecific",
    "pthread_mutex_init", "pthread_mutex_destroy", "pthread_mutex_lock",
    "pthread_mutex_trylock", "pthread_mutex_timedlock", "pthread_mutex_unlock",
    "pthread_rwlock_init", "pthread_rwlock_destroy", "pthread_rwlock_rdlock",
    "pthread_rwlock_tryrdlock", "pthread_rwlock_wrlock",
    "pthread_rwlock_trywrlock", "pthread_rwlock_unlock", "pthread_spin_init",
    "pthread_spin_destroy", "pthread_spin_lock", "pthread_spin_trylock",
    "pthread_spin_unlock", "pthread_cond_init", "pthread_cond_destroy",
    "pthread_cond_signal", "pthread_cond_broadcast", "pthread_cond_wait",
    "pthread_cond_timedwait", "pthread_cond_clockwait", "sem_init",
    "sem_destroy", "sem_post", "sem_wait", "sem_trywait", "sem_timedwait",
    // the C++ run time
    "__cxa_begin_catch", "__cxa_get_exception_ptr", "__cxa_guard_acquire",
    "__cxa_guard_release", "__cxa_guard_abort", "__cxa_pure_virtual",
    "__dynamic_cast", "_ZSt9terminatev",
    "_ZSt18_Rb_tree_incrementPSt18_Rb_tree_node_base",
    "_ZSt18_Rb_tree_incrementPKSt18_Rb_tree_node_base",
    "_ZSt18_Rb_tree_decrementPSt18_Rb_tree_node_base",
    "_ZSt18_Rb_tree_decrementPKSt18_Rb_tree_node_base",
    "_ZSt29_Rb_tree_insert_and_rebalancebPSt18_Rb_tree_node_baseS0_RS_",
    "_ZSt28_Rb_tree_rebalance_for_erasePSt18_Rb_tree_node_baseRS_",
    "_ZNSt8__detail15_List_node_base7_M_hookEPS0_",
    "_ZNSt8__detail15_List_node_base9_M_unhookEv",
    "_ZNSt8__detail15_List_node_base11_M_transferEPS0_S1_",
    "_ZNSt8__detail15_List_node_base10_M_reverseEv",
    "_ZNSt8__detail15_List_node_base4swapERS0_S1_",
    "_ZNKSt8__detail20_Prime_rehash_policy14_M_need_rehashEmmm",
    "_ZNKSt8__detail20_Prime_rehash_policy11_M_next_bktEm",
    "_ZSt11_Hash_bytesPKvmm", "_ZNSt6chrono3_V212system_clock3nowEv",
    "_ZNSt6chrono3_V212steady_clock3nowEv"};

// Each also with the suffixes f and l.
constexpr StringLiteral MathFunctions[] = {
    "acos",      "acosh",  "asin",     "asinh",   "atan",  "atan2",     "atanh",
    "cbrt",      "ceil",   "copysign", "cos",     "cosh",  "erf",       "erfc",
    "exp",       "exp10",  "exp2",     "expm1",   "fabs",  "fdim",      "floor",
    "fma",       "fmax",   "fmin",     "fmod",    "frexp", "hypot",     "ilogb",
    "ldexp",     "lgamma", "llrint",   "llround", "log",   "log10",     "log1p",
    "log2",      "logb",   "lrint",    "lround",  "modf",  "nearbyint", "pow",
    "remainder", "rint",   "round",    "scalbn",  "sin",   "sincos",    "sinh",
    "sqrt",      "tan",    "tanh",     "tgamma",  "trunc"};

bool sameKind(const Type *A, const Type *B) {
  // Before LLVM 15 pointers have pointee types, which don't matter here.
  return A == B || (A->isPointerTy() && B->isPointerTy());
}

bool fits(const FunctionType *Call, const FunctionType *Entry) {
  unsigned Count = Entry->getNumParams() - 1;
  if (Call->isVarArg() || Call->getNumParams() != Count ||
      !sameKind(Call->getReturnType(), Entry->getReturnType()))
    return false;
  for (unsigned I = 0; I != Count; ++I)
    if (!sameKind(Call->getParamType(I), Entry->getParamType(I)))
      return false;
  return true;
}

} // namespace

Function *calledFunction(const CallBase &Call) {
  return dyn_cast<Function>(Call.getCalledOperand()->stripPointerCasts());
}

const AllocationFunction *allocationFunction(const CallBase &Call) {
  static const StringMap<const AllocationFunction *> BySymbol = [] {
    StringMap<const AllocationFunction *> Map;
    for (const AllocationFunction &Row : Allocations)
      Map[Row.Symbol] = &Row;
    return Map;
  }();
  const Function *Callee = calledFunction(Call);
  if (!Callee || !Callee->isDeclarationForLinker())
    return nullptr;
  const AllocationFunction *Row = BySymbol.lookup(Callee->getName());
  if (!Row || !fits(Call.getFunctionType(), Row->EntryType(Call.getContext())))
    return nullptr;
  return Row;
}

bool neverAllocates(StringRef Symbol) {
  static const StringMap<char> Names = [] {
    StringMap<char> Map;
    for (StringRef Name : NeverAllocating)
      Map[Name];
    for (StringRef Name : MathFunctions) {
      Map[Name];
      Map[(Name + "f").str()];
      Map[(Name + "l").str()];
    }
    return Map;
  }();
  return Names.count(Symbol) != 0;
}

} // namespace memtrace
