#include <memtrace/abi.h>
#include <memtrace/ledger.h>
#include <memtrace/memtrace.h>

int main(void) { return MEMTRACE_ABI_VERSION == 3 ? 0 : 1; }
