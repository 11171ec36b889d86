// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/chunked_body.h"

#include <algorithm>

namespace htstress {
namespace {

// Extensions and trailers are skipped, not kept; this only ends a run
// against a server that never stops sending them.
constexpr uint32_t kMaxLine = 65536;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool ChunkedBody::fail(const char* why) {
  error_ = why;
  return false;
}

bool ChunkedBody::take_digit(char c) {
  int digit = hex_value(c);
  if (left_ >> 60) return fail("chunk size is too large");
  left_ = left_ << 4 | static_cast<uint64_t>(digit);
  state_ = State::kMoreSize;
  return true;
}

bool ChunkedBody::after_size(char c) {
  if (c == '\r') {
    state_ = State::kSizeLf;
    return true;
  }
  // BWS before an extension: RFC 9112 section 7.1.1.
  if (c != ';' && c != ' ' && c != '\t') return fail("malformed chunk size");
  state_ = State::kExtension;
  line_len_ = 0;
  return true;
}

bool ChunkedBody::step(char c) {
  switch (state_) {
    case State::kSize:
      left_ = 0;
      if (hex_value(c) < 0) return fail("malformed chunk size");
      return take_digit(c);
    case State::kMoreSize:
      return hex_value(c) >= 0 ? take_digit(c) : after_size(c);
    case State::kExtension:
      if (c == '\n' || ++line_len_ > kMaxLine)
        return fail("malformed chunk extension");
      if (c == '\r') state_ = State::kSizeLf;
      return true;
    case State::kSizeLf:
      if (c != '\n') return fail("chunk size line does not end in CRLF");
      line_len_ = 0;
      state_ = left_ ? State::kData : State::kTrailer;
      return true;
    case State::kDataCr:
      if (c != '\r') return fail("chunk data is longer than its size");
      state_ = State::kDataLf;
      return true;
    case State::kDataLf:
      if (c != '\n') return fail("chunk data does not end in CRLF");
      state_ = State::kSize;
      return true;
    case State::kTrailer:
      state_ = c == '\r' ? State::kLastLf : State::kTrailerLine;
      return c == '\n' ? fail("malformed trailer") : true;
    case State::kTrailerLine:
      if (c == '\n' || ++line_len_ > kMaxLine)
        return fail("malformed trailer");
      if (c == '\r') state_ = State::kTrailerLf;
      return true;
    case State::kTrailerLf:
      state_ = State::kTrailer;
      return c == '\n' ? true : fail("malformed trailer");
    case State::kLastLf:
      state_ = State::kDone;
      return c == '\n' ? true : fail("malformed trailer");
    case State::kData:
    case State::kDone:
      break;
  }
  return fail("chunked body is over");
}

ChunkedBody::Status ChunkedBody::feed(const char* data, size_t len,
                                      size_t* used) {
  size_t at = 0;
  bool good = error_ == nullptr;
  while (good && at < len && state_ != State::kDone) {
    if (state_ != State::kData) {
      good = step(data[at++]);
      continue;
    }
    auto part = static_cast<size_t>(std::min<uint64_t>(left_, len - at));
    at += part;
    left_ -= part;
    if (left_ == 0) state_ = State::kDataCr;
  }
  *used = at;
  if (!good) return Status::kError;
  return state_ == State::kDone ? Status::kDone : Status::kNeedMore;
}

}  // namespace htstress
