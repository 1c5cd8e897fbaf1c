#include <memtrace/abi.h>
#include <memtrace/ledger.h>

int main(void) { return MEMTRACE_ABI_VERSION == 1 ? 0 : 1; }
