// SPDX-License-Identifier: GPL-2.0-only
//
// Finds the end of a chunked body (RFC 9112 section 7.1).  The data is
// counted and thrown away; trailer fields are skipped.
#ifndef KHTTPD_TOOLS_HTSTRESS_CHUNKED_BODY_H
#define KHTTPD_TOOLS_HTSTRESS_CHUNKED_BODY_H

#include <cstddef>
#include <cstdint>

namespace htstress {

class ChunkedBody {
 public:
  enum class Status : uint8_t { kNeedMore, kDone, kError };

  void reset() { *this = ChunkedBody(); }
  // Takes bytes up to the end of the body at most; *used says how many.
  Status feed(const char* data, size_t len, size_t* used);
  // After kError.
  const char* error() const { return error_; }

 private:
  enum class State : uint8_t {
    kSize,        // first hex digit of a chunk size
    kMoreSize,    // further digits, extension or CR
    kExtension,   // skipped up to CR
    kSizeLf,      // LF of the size line
    kData,        // left_ bytes of data
    kDataCr,      // CRLF behind the data
    kDataLf,
    kTrailer,     // first byte of a trailer line, or CR of the last line
    kTrailerLine, // skipped up to CR
    kTrailerLf,
    kLastLf,
    kDone,
  };

  bool step(char c);
  bool fail(const char* why);
  bool take_digit(char c);
  bool after_size(char c);

  uint64_t left_ = 0;       // of the current chunk
  uint32_t line_len_ = 0;   // of an extension or trailer, bounded
  State state_ = State::kSize;
  const char* error_ = nullptr;
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_CHUNKED_BODY_H
