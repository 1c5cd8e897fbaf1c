// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// svg_colours.h: colours of frames: a hue for each file, so that what belongs
// together can be seen, and grey for what isn't known.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_SVG_COLOURS_H
#define MEMTRACE_DRIVER_CLI_FORMATS_SVG_COLOURS_H

#include "formats/export_frames.h"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace memtrace::driver {

class SvgColours {
public:
  // `#f2b179`. Files that come first differ most.
  std::string of(const ExportFrame &frame);

private:
  std::unordered_map<std::string, uint32_t> files_;
};

} // namespace memtrace::driver

#endif
