// SPDX-License-Identifier: GPL-2.0-only
//
// One response head: what it says about the message that follows.  Written
// apart from the server's core on purpose: two readers of HTTP that share no
// code cannot share a mistake.
#ifndef KHTTPD_TOOLS_HTSTRESS_RESPONSE_HEAD_H
#define KHTTPD_TOOLS_HTSTRESS_RESPONSE_HEAD_H

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace htstress {

enum class Body : uint8_t { kNone, kLength, kChunked, kUntilClose };

struct ResponseHead {
  uint64_t length = 0;  // of a kLength body
  uint16_t status = 0;  // 100 to 999
  Body body = Body::kNone;
  bool keep_alive = false;
  bool is_interim = false;  // 1xx: another head follows

  bool operator==(const ResponseHead&) const = default;
};

// Reads a complete head: status line to blank line, both included.  Returns
// null and fills head, or a text saying what is wrong with it.  to_head: the
// request was HEAD, so no body follows whatever the fields say.
const char* parse_response_head(std::string_view text, bool to_head,
                                ResponseHead* head);

// The last head and what it meant.  A server says the same head thousands of
// times between two ticks of its Date field; comparing some 200 bytes costs a
// tenth of reading them.  Reading is a pure function of the bytes, so equal
// bytes may be answered from here.  One per thread.
class HeadMemo {
 public:
  static constexpr size_t kMaxSize = 1024;

  // The memorised head if text starts with it; null if not.
  const ResponseHead* find(std::string_view text) const {
    if (size_ == 0 || text.size() < size_ ||
        std::memcmp(text.data(), bytes_, size_) != 0)
      return nullptr;
    return &head_;
  }
  size_t size() const { return size_; }
  void remember(std::string_view text, const ResponseHead& head) {
    if (text.size() > kMaxSize) return;
    std::memcpy(bytes_, text.data(), text.size());
    size_ = text.size();
    head_ = head;
  }

 private:
  size_t size_ = 0;
  ResponseHead head_;
  char bytes_[kMaxSize];
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_RESPONSE_HEAD_H
