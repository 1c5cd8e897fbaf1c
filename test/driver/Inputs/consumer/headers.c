#include <memtrace/abi.h>
#include <memtrace/ledger.h>
#include <memtrace/memtrace.h>

int main(void) { return MEMTRACE_ABI_VERSION == 2 ? 0 : 1; }
