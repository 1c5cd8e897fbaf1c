// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// json_values.h: values as they stand in all JSON of the command. What is not
// known is null.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_JSON_VALUES_H
#define MEMTRACE_DRIVER_CLI_FORMATS_JSON_VALUES_H

#include "formats/json_out.h"
#include "report/amounts.h"

namespace memtrace::driver {

// `{"bytes": N, "blocks": N}`
Json json_amount(const rt::Amount &amount);
// Adds `"bytes_change": N, "blocks_change": N`.
void put_change(Json &object, const rt::Amount &change);

Json unless_zero(uint64_t value);
Json unless_empty(const char *text);
Json unless_negative(double value);

} // namespace memtrace::driver

#endif
