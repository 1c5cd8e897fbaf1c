// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tint.cpp: see tint.h. It goes by how a report looks: the same code writes
// reports at the exit of a program, where nothing is known of terminals.
#include "formats/tint.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace memtrace::driver {

uint64_t bytes_of_size(const std::string &text) {
  char *unit = nullptr;
  double value = std::strtod(text.c_str(), &unit);
  double factor = 1;
  for (const char *name : {" B", " KiB", " MiB", " GiB", " TiB"}) {
    if (std::strncmp(unit, name, std::strlen(name)) == 0)
      return value > 0 && value * factor < 1e18
                 ? static_cast<uint64_t>(value * factor)
                 : 0;
    factor *= 1024;
  }
  return 0;
}

rt::Sink Tint::sink() {
  if (!on_)
    return to_;
  return {[](void *self, const char *bytes, size_t size) {
            return static_cast<Tint *>(self)->take(bytes, size);
          },
          this};
}

bool Tint::put(const std::string &text) {
  ok_ = ok_ && to_.write(to_.context, text.data(), text.size());
  return ok_;
}

bool Tint::take(const char *bytes, size_t size) {
  for (size_t done = 0; done < size && ok_;) {
    const void *end = std::memchr(bytes + done, '\n', size - done);
    size_t length = end == nullptr
                        ? size - done
                        : static_cast<size_t>(static_cast<const char *>(end) -
                                              (bytes + done));
    line_.append(bytes + done, length);
    done += length;
    if (end == nullptr)
      break;
    ++done;
    put(tinted(line_) + "\n");
    line_.clear();
  }
  return ok_;
}

bool Tint::finish() {
  if (!line_.empty())
    put(tinted(line_));
  line_.clear();
  return ok_;
}

// Titles, rows by their share, and what stands beneath rows.
std::string Tint::tinted(const std::string &line) const {
  if (line.empty())
    return line;
  if (line == "MemTrace" || (line[0] != ' ' && line.back() == ':'))
    return paint_(Ink::kStrong, line);
  constexpr const char *kSize = ": size=";
  size_t size = line.rfind(kSize);
  if (size == std::string::npos)
    return line[0] == ' ' ? paint_(Ink::kDim, line) : line;
  size_t first = size + 2, end = std::min(line.find(',', first), line.size());
  Ink ink = ink_of_share(bytes_of_size(line.substr(size + std::strlen(kSize))),
                         whole_);
  return line.substr(0, first) + paint_(ink, line.substr(first, end - first)) +
         line.substr(end);
}

} // namespace memtrace::driver
