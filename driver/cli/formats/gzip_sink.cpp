// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// gzip_sink.cpp: see gzip_sink.h.
#include "formats/gzip_sink.h"

#include <new>

namespace memtrace::driver {
namespace {

constexpr int kGzip = 16; // zlib's own way to ask for a gzip header
constexpr int kMemory = 8;

} // namespace

GzipSink::GzipSink(rt::Sink sink) : sink_(sink) {
  if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
                   MAX_WBITS + kGzip, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
}

GzipSink::~GzipSink() { deflateEnd(&stream_); }

void GzipSink::pack(const std::string &bytes, int flush) {
  stream_.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
  stream_.avail_in = static_cast<uInt>(bytes.size());
  do {
    char packed[1 << 14];
    stream_.next_out = reinterpret_cast<Bytef *>(packed);
    stream_.avail_out = sizeof packed;
    deflate(&stream_, flush);
    size_t size = sizeof packed - stream_.avail_out;
    ok_ = ok_ && (size == 0 || sink_.write(sink_.context, packed, size));
  } while (ok_ && stream_.avail_out == 0);
}

} // namespace memtrace::driver
