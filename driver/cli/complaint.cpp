// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// complaint.cpp: see complaint.h.
#include "complaint.h"

#include "report/writer.h"

#include <cstdint>

namespace memtrace::driver {

std::string printable(const std::string &text) {
  std::string result;
  rt::Writer out({[](void *context, const char *bytes, size_t size) {
                    static_cast<std::string *>(context)->append(bytes, size);
                    return true;
                  },
                  &result});
  out.foreign(text.c_str(), SIZE_MAX);
  out.flush();
  return result;
}

} // namespace memtrace::driver
