// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// json_values.cpp: see json_values.h.
#include "formats/json_values.h"

namespace memtrace::driver {

Json json_amount(const rt::Amount &amount) {
  return {{"bytes", amount.bytes}, {"blocks", amount.blocks}};
}

void put_change(Json &object, const rt::Amount &change) {
  object["bytes_change"] = change.bytes;
  object["blocks_change"] = change.blocks;
}

Json unless_zero(uint64_t value) { return value != 0 ? Json(value) : Json(); }

Json unless_empty(const char *text) {
  return *text != '\0' ? Json(text) : Json();
}

Json unless_negative(double value) { return value >= 0 ? Json(value) : Json(); }

} // namespace memtrace::driver
