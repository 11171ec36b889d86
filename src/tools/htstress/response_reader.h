// SPDX-License-Identifier: GPL-2.0-only
//
// Finds where each response of one connection ends, however the bytes are
// cut.  Knows no socket and no clock.
#ifndef KHTTPD_TOOLS_HTSTRESS_RESPONSE_READER_H
#define KHTTPD_TOOLS_HTSTRESS_RESPONSE_READER_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "tools/htstress/chunked_body.h"
#include "tools/htstress/response_head.h"

namespace htstress {

enum class ReadStatus : uint8_t {
  kNeedMore,  // every byte was taken, the response is not over
  kDone,      // the response is whole; bytes behind it were not taken
  kError,     // this is not HTTP; nothing more can be read
};

class ResponseReader {
 public:
  struct Step {
    ReadStatus status;
    size_t used;
  };

  // A larger head is an error: the peer decides how much memory we use.
  static constexpr size_t kMaxHead = 65536;

  // to_head: all requests of this connection are HEAD.  A memo may be shared
  // by readers that agree on this.
  explicit ResponseReader(bool to_head = false) : to_head_(to_head) {}

  // Goes on with the current response, or after kDone starts the next one.
  Step feed(std::string_view data, HeadMemo& memo) {
    if (state_ == State::kHead && partial_.empty()) {
      if (const ResponseHead* known = memo.find(data)) {
        head_ = *known;
        if (head_.body <= Body::kLength &&
            head_.length <= data.size() - memo.size()) {
          saw_head_byte_ = false;
          return {ReadStatus::kDone,
                  memo.size() + static_cast<size_t>(head_.length)};
        }
      }
    }
    return feed_slowly(data, memo);
  }

  // The peer closed the connection: was that the end of the response?
  bool is_whole_at_eof() const { return state_ == State::kUntilClose; }
  // Whether a byte of an unfinished response was seen.
  bool is_inside() const { return state_ != State::kHead || saw_head_byte_; }
  // Body bytes that may be dropped unseen, and the report that they were;
  // true when they end the response.
  uint64_t droppable() const {
    return state_ == State::kLength ? left_ : 0;
  }
  bool drop(uint64_t len);

  // Of the response that feed last reported done (or is inside of).
  const ResponseHead& head() const { return head_; }
  // After kError: what is wrong.
  const char* error() const { return error_; }
  // Ready for a new connection.
  void reset();

 private:
  enum class State : uint8_t { kHead, kLength, kChunked, kUntilClose, kBroken };

  Step feed_slowly(std::string_view data, HeadMemo& memo);
  Step feed_head(std::string_view data, HeadMemo& memo);
  Step feed_body(std::string_view data);
  Step feed_partial_head(std::string_view data, HeadMemo& memo);
  Step read_head(std::string_view text, size_t used, HeadMemo& memo);
  Step begin_body(size_t used);
  Step end_response(size_t used);
  Step fail(const char* why, size_t used);

  State state_ = State::kHead;
  bool to_head_;
  bool saw_head_byte_ = false;  // also of an interim response
  ResponseHead head_;
  uint64_t left_ = 0;  // of a kLength body
  ChunkedBody chunked_;
  std::string partial_;  // a head whose end has not come yet
  const char* error_ = nullptr;
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_RESPONSE_READER_H
