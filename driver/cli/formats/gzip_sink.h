// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gzip_sink.h: packs what is written, piece by piece.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_GZIP_SINK_H
#define MEMTRACE_DRIVER_CLI_FORMATS_GZIP_SINK_H

#include "report/writer.h"

#include <string>
#include <zlib.h>

namespace memtrace::driver {

class GzipSink {
public:
  // Throws bad_alloc.
  explicit GzipSink(rt::Sink sink);
  ~GzipSink();
  GzipSink(const GzipSink &) = delete;
  GzipSink &operator=(const GzipSink &) = delete;

  void write(const std::string &bytes) { pack(bytes, Z_NO_FLUSH); }
  // False when the sink refused something.
  bool finish() {
    pack("", Z_FINISH);
    return ok_;
  }

private:
  void pack(const std::string &bytes, int flush);

  rt::Sink sink_;
  z_stream stream_ = {};
  bool ok_ = true;
};

} // namespace memtrace::driver

#endif
