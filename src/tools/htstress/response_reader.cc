// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/response_reader.h"

#include <algorithm>

namespace htstress {
namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr std::string_view kProtocol = "HTTP/1.";

// A peer that does not speak HTTP is found at its first bytes, not when it
// falls silent.
bool may_be_head(std::string_view start) {
  size_t len = std::min(start.size(), kProtocol.size());
  return start.substr(0, len) == kProtocol.substr(0, len);
}

}  // namespace

void ResponseReader::reset() {
  state_ = State::kHead;
  saw_head_byte_ = false;
  partial_.clear();
  error_ = nullptr;
}

ResponseReader::Step ResponseReader::fail(const char* why, size_t used) {
  state_ = State::kBroken;
  error_ = why;
  return {ReadStatus::kError, used};
}

ResponseReader::Step ResponseReader::end_response(size_t used) {
  state_ = State::kHead;
  saw_head_byte_ = false;
  return {ReadStatus::kDone, used};
}

ResponseReader::Step ResponseReader::feed_slowly(std::string_view data,
                                                 HeadMemo& memo) {
  size_t used = 0;
  while (used < data.size()) {
    std::string_view rest = data.substr(used);
    Step step = state_ == State::kHead ? feed_head(rest, memo)
                                       : feed_body(rest);
    used += step.used;
    if (step.status != ReadStatus::kNeedMore) return {step.status, used};
  }
  return {ReadStatus::kNeedMore, used};
}

ResponseReader::Step ResponseReader::feed_head(std::string_view data,
                                               HeadMemo& memo) {
  saw_head_byte_ = true;
  if (!partial_.empty()) return feed_partial_head(data, memo);
  if (const ResponseHead* known = memo.find(data)) {
    head_ = *known;
    return begin_body(memo.size());
  }
  if (!may_be_head(data)) return fail("not an HTTP/1 response", 0);
  size_t end = data.find(kHeadEnd);
  if (end == std::string_view::npos) return feed_partial_head(data, memo);
  size_t len = end + kHeadEnd.size();
  if (len > kMaxHead) return fail("head is larger than 64 KiB", 0);
  return read_head(data.substr(0, len), len, memo);
}

ResponseReader::Step ResponseReader::feed_partial_head(std::string_view data,
                                                       HeadMemo& memo) {
  size_t before = partial_.size();
  // One byte more than allowed is enough to know that it is too much.
  partial_.append(data.substr(0, kMaxHead + 1 - before));
  if (!may_be_head(partial_)) return fail("not an HTTP/1 response", 0);
  size_t tail = kHeadEnd.size() - 1;  // the end may have been cut
  size_t end = partial_.find(kHeadEnd, before > tail ? before - tail : 0);
  if (end == std::string::npos) {
    if (partial_.size() > kMaxHead)
      return fail("head is larger than 64 KiB", 0);
    return {ReadStatus::kNeedMore, partial_.size() - before};
  }
  size_t len = end + kHeadEnd.size();
  if (len > kMaxHead) return fail("head is larger than 64 KiB", 0);
  std::string text = std::move(partial_);
  partial_.clear();
  return read_head(std::string_view(text).substr(0, len), len - before, memo);
}

ResponseReader::Step ResponseReader::read_head(std::string_view text,
                                               size_t used, HeadMemo& memo) {
  const char* wrong = parse_response_head(text, to_head_, &head_);
  if (wrong) return fail(wrong, used);
  if (head_.is_interim) return {ReadStatus::kNeedMore, used};
  memo.remember(text, head_);
  return begin_body(used);
}

ResponseReader::Step ResponseReader::begin_body(size_t used) {
  switch (head_.body) {
    case Body::kNone:
      return end_response(used);
    case Body::kLength:
      left_ = head_.length;
      state_ = State::kLength;
      break;
    case Body::kChunked:
      chunked_.reset();
      state_ = State::kChunked;
      break;
    case Body::kUntilClose:
      state_ = State::kUntilClose;
      break;
  }
  return {ReadStatus::kNeedMore, used};
}

ResponseReader::Step ResponseReader::feed_body(std::string_view data) {
  if (state_ == State::kBroken) return {ReadStatus::kError, 0};
  if (state_ == State::kUntilClose)
    return {ReadStatus::kNeedMore, data.size()};
  if (state_ == State::kLength) {
    auto part = static_cast<size_t>(std::min<uint64_t>(left_, data.size()));
    return {drop(part) ? ReadStatus::kDone : ReadStatus::kNeedMore, part};
  }
  size_t used = 0;
  ChunkedBody::Status status = chunked_.feed(data.data(), data.size(), &used);
  if (status == ChunkedBody::Status::kError)
    return fail(chunked_.error(), used);
  if (status == ChunkedBody::Status::kDone) return end_response(used);
  return {ReadStatus::kNeedMore, used};
}

bool ResponseReader::drop(uint64_t len) {
  left_ -= len;
  if (left_ != 0) return false;
  state_ = State::kHead;
  saw_head_byte_ = false;
  return true;
}

}  // namespace htstress
