// SPDX-License-Identifier: GPL-2.0-only
#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <map>
#include <mutex>
#include <vector>

#include "core/chunked.h"
#include "core/framing.h"
#include "core/kept.h"
#include "core/pace.h"
#include "core/parse.h"
#include "core/response.h"
#include "core/target.h"
#include "model.h"

namespace model {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

constexpr size_t kBodyMost = 65536;  // bytes of a body that are skipped

struct Entry {
  struct stat st;
  std::string bytes;
};
std::mutex g_stale_lock;
std::map<std::string, Entry> g_stale;  // the cache of the stale faults

class Connection {
 public:
  explicit Connection(int fd) : fd_(fd) {}
  bool run();

 private:
  enum class Head { kRead, kRefused, kGone };
  Head read_head();
  bool fill(Clock::time_point deadline);
  u64 taken() const;
  bool wait_for_room();
  bool send_all(const char* bytes, size_t len);
  bool send_file(const File& file, kh_range range);
  void answer();
  void answer_status(int status, const std::string& path = "");
  void answer_file(const Form& form);
  bool skip_body();
  bool refuse_body();
  void put_opening(kh_wbuf* w, int status);
  bool stays() const { return req_.keep_alive && !last_; }

  int fd_;
  std::string in_;
  kh_request req_ = {};
  long answered_ = 0;
  u64 sent_ = 0;
  kh_pace pace_ = {};
  bool last_ = false;   // the connection ends after this answer
  bool ended_ = false;   // the peer sends no more
  bool broken_ = false;  // it ends at once, the answer is incomplete
};

// Whether there is something to read, or the end, in time.
bool is_readable(int fd, Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - Clock::now());
  pollfd pfd = {fd, POLLIN, 0};
  return left.count() > 0 && poll(&pfd, 1, static_cast<int>(left.count())) > 0;
}

bool Connection::fill(Clock::time_point deadline) {
  if (!is_readable(fd_, deadline)) return false;
  char buf[16384];
  const auto n = recv(fd_, buf, sizeof(buf), 0);
  if (n > 0) in_.append(buf, static_cast<size_t>(n));
  else if (n == 0) ended_ = true;
  else broken_ = true;
  return n > 0;
}

Connection::Head Connection::read_head() {
  kh_parser parser;
  kh_parse_init(&parser, &req_);
  auto deadline = Clock::now() + seconds(number_of("keepalive_timeout"));
  bool begun = false;
  for (;;) {
    const auto result = kh_parse(&parser, in_.data(),
                                 static_cast<u32>(in_.size()), &req_);
    if (result == KH_PARSE_DONE) return Head::kRead;
    if (result == KH_PARSE_REFUSE) return Head::kRefused;
    if (!begun && kh_parse_started(&parser)) {
      begun = true;
      deadline = Clock::now() + seconds(number_of("header_timeout"));
      if (has_fault("no-timeout")) deadline += seconds(3600);
    }
    if (fill(deadline)) continue;
    if (broken_ || ended_ || !begun) return Head::kGone;
    req_.status = KH_STATUS_REQUEST_TIMEOUT;
    return Head::kRefused;
  }
}

u64 milliseconds_now() {
  return static_cast<u64>(std::chrono::duration_cast<std::chrono::milliseconds>(
                              Clock::now().time_since_epoch())
                              .count());
}

// Bytes that the peer has acknowledged.
u64 Connection::taken() const {
  int queued = 0;
  ioctl(fd_, SIOCOUTQ, &queued);
  return sent_ - static_cast<u64>(queued);
}

// False when the peer is too slow.
bool Connection::wait_for_room() {
  kh_pace_rule rule = {};
  rule.window = static_cast<u64>(number_of("send_timeout")) * 1000;
  rule.rate = static_cast<u64>(number_of("min_send_rate"));
  rule.hz = 1000;
  if (has_fault("no-send-timeout")) rule.window *= 3600;
  if (has_fault("no-send-rate")) rule.rate = 0;
  int unread = 0, seen = 0;
  ioctl(fd_, FIONREAD, &seen);
  bool room = false, kept = true;
  while (!room && kept) {
    kh_pace_wait(&pace_, &rule, milliseconds_now(), taken());
    pollfd pfd = {fd_, POLLOUT, 0};
    room = poll(&pfd, 1, 20) > 0;
    kept = kh_pace_is_kept(&pace_, &rule, milliseconds_now(), taken());
    ioctl(fd_, FIONREAD, &unread);
    if (has_fault("input-renews") && unread != seen) pace_ = {};
    seen = unread;
  }
  return kept;
}

bool Connection::send_all(const char* bytes, size_t len) {
  while (len > 0 && !broken_) {
    const auto n = send(fd_, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN && wait_for_room()) continue;
    if (n <= 0) break;
    sent_ += static_cast<u64>(n);
    bytes += n;
    len -= static_cast<size_t>(n);
  }
  if (len > 0) broken_ = true;
  return len == 0;
}

void Connection::put_opening(kh_wbuf* w, int status) {
  char date[KH_DATE_LEN];
  kh_date_format(time(nullptr), date);
  const auto persist = !stays() ? KH_PERSIST_CLOSE
                       : req_.minor == 0 ? KH_PERSIST_KEEP
                                         : KH_PERSIST_DEFAULT;
  kh_response_opening(w, static_cast<kh_status>(status),
                      kh_span_str("khttpd"), date, persist);
}

void Connection::answer_status(int status, const std::string& path) {
  std::vector<char> buf(65536);
  kh_wbuf w;
  kh_wbuf_init(&w, buf.data(), static_cast<u32>(buf.size()));
  put_opening(&w, status);
  const bool head = req_.method == KH_METHOD_HEAD;
  if (status == 301)
    kh_response_slash_redirect(
        &w, kh_span(path.data(), path.size()),
        kh_target_query(kh_slice_of(in_.data(), req_.target)), head);
  else if (status == 204)
    kh_response_options_rest(&w);
  else
    kh_response_status_rest(&w, static_cast<kh_status>(status), head);
  send_all(buf.data(), w.len);
}

bool Connection::send_file(const File& file, kh_range range) {
  std::vector<char> buf(262144);
  auto at = static_cast<off_t>(range.first);
  const auto end = static_cast<off_t>(range.end);
  while (at < end) {
    auto n = pread(file.fd, buf.data(),
                   std::min<size_t>(buf.size(),
                                    static_cast<size_t>(end - at)),
                   at);
    if (n <= 0 && has_fault("pad-short-file")) {
      n = static_cast<ssize_t>(buf.size());
      std::fill(buf.begin(), buf.end(), 0);
      n = std::min<ssize_t>(n, end - at);
    }
    if (n <= 0) return false;
    if (has_fault("flip-byte") && at == 0 && n > 4096) buf[4096] ^= 1;
    if (!send_all(buf.data(), static_cast<size_t>(n))) return false;
    at += n;
  }
  return true;
}

bool same_by_time(const struct stat& a, const struct stat& b) {
  return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec;
}

void Connection::answer_file(const Form& form) {
  const auto status = form.selection.status;
  const bool head = req_.method == KH_METHOD_HEAD;
  char buf[KH_OPENING_MAX + KH_REST_MAX];
  kh_wbuf w;
  kh_wbuf_init(&w, buf, sizeof(buf));
  if (status >= 400 && status != KH_STATUS_RANGE_NOT_SATISFIABLE)
    return answer_status(status);
  put_opening(&w, status);
  if (status == KH_STATUS_RANGE_NOT_SATISFIABLE)
    kh_response_unsatisfiable_rest(
        &w, static_cast<u64>(form.file.st.st_size), head);
  std::string text(buf, w.len);
  if (has_fault("no-date")) text.erase(text.find("Date:"), 37);
  send_all(text.data(), text.size());
  if (status >= 400) return;
  for (const auto& piece : pieces_of(form)) {
    send_all(piece.text.data(), piece.text.size());
    if (head && !has_fault("head-with-body")) return;
    if (!send_file(form.file, piece.range)) broken_ = true;
  }
}

// The stale faults: what was read once is the answer for ever, or until size
// or whole seconds of the time differ.
bool answer_stale(File* file, const std::string& path) {
  if (!has_fault("stale") && !has_fault("stale-by-time")) return false;
  if (file->fd < 0 || file->st.st_size > 65536) return false;
  const std::lock_guard lock(g_stale_lock);
  const auto found = g_stale.find(path);
  const bool use = found != g_stale.end() &&
                   (has_fault("stale") ||
                    same_by_time(found->second.st, file->st));
  if (!use) {
    Entry entry{file->st, std::string(static_cast<size_t>(file->st.st_size), 0)};
    if (pread(file->fd, entry.bytes.data(), entry.bytes.size(), 0) < 0)
      return false;
    g_stale[path] = entry;
  }
  // The old bytes take the place of the open file's.
  const int fd = static_cast<int>(memfd_create("stale", MFD_CLOEXEC));
  const auto& entry = g_stale[path];
  if (write(fd, entry.bytes.data(), entry.bytes.size()) < 0) return false;
  close(file->fd);
  file->fd = fd;
  file->st = entry.st;
  return true;
}

bool has_long_list(const kh_request& req, const char* head) {
  for (const auto name :
       {KH_KEPT_ACCEPT_ENCODING, KH_KEPT_IF_NONE_MATCH, KH_KEPT_IF_MATCH})
    if (kh_kept_has_too_many(&req, head, name))
      return !has_fault("no-list-limit");
  return false;
}

void Connection::answer() {
  if (req_.method == KH_METHOD_UNKNOWN) return answer_status(501);
  if (kh_framing_lacks_length(&req_)) return answer_status(411);
  const auto target = kh_slice_of(in_.data(), req_.target);
  const bool options = req_.method == KH_METHOD_OPTIONS;
  if (req_.method != KH_METHOD_GET && req_.method != KH_METHOD_HEAD &&
      !options)
    return answer_status(405);
  if (options && kh_target_is_asterisk(target)) return answer_status(204);
  if (!options && has_long_list(req_, in_.data())) {
    last_ = true;
    return answer_status(431);
  }
  char path[KH_TARGET_MAX];
  u32 len = 0;
  const int refused = kh_target_path(target, path, sizeof(path), &len);
  if (refused) {
    last_ = !has_fault("keep-after-400");
    return answer_status(refused);
  }
  if (options) return answer_status(204);
  const std::string name(path, len);
  if (kh_target_is_hidden(kh_span(path, len))) return answer_status(404);
  File file = open_below_root(name);
  if (file.status != 200) return answer_status(file.status, name);
  answer_stale(&file, name);
  const Form form = choose_form(file, req_, in_.data());
  answer_file(form);
  close(form.file.fd);
}

bool Connection::refuse_body() {
  last_ = true;
  answer_status(413);
  return false;
}

// Takes the body from the input; false when it was refused.
bool Connection::skip_body() {
  std::string rest = in_.substr(req_.head_len);
  const std::string head = in_.substr(0, req_.head_len);
  if (has_fault("no-body-skip") || req_.body == KH_BODY_NONE) return true;
  if (req_.body == KH_BODY_LENGTH && req_.content_length > kBodyMost)
    return refuse_body();
  if (req_.expect_continue) send_all("HTTP/1.1 100 Continue\r\n\r\n", 25);
  const auto deadline = Clock::now() + seconds(number_of("header_timeout"));
  kh_chunked chunked;
  kh_chunked_init(&chunked);
  u64 data = 0;
  for (;;) {
    u32 used = 0;
    bool done = false;
    if (req_.body == KH_BODY_LENGTH) {
      used = static_cast<u32>(std::min<u64>(rest.size(),
                                            req_.content_length - data));
      data += used;
      done = data == req_.content_length;
    } else {
      const auto result = kh_chunked_feed(
          &chunked, rest.data(), static_cast<u32>(rest.size()), &used, &data);
      done = result == KH_CHUNKED_DONE;
      if (result == KH_CHUNKED_BAD) {
        last_ = true;
        answer_status(400);
        return false;
      }
      if (data + chunked.left > kBodyMost) return refuse_body();
    }
    rest.erase(0, used);
    if (done) break;
    in_.clear();
    if (!fill(deadline)) {
      last_ = true;
      if (!broken_ && !ended_) answer_status(408);
      return false;
    }
    rest += in_;
  }
  in_ = head + rest;
  return true;
}

bool Connection::run() {
  for (;;) {
    const auto head = read_head();
    if (head == Head::kGone) break;
    if (head == Head::kRefused) {
      last_ = true;
      answer_status(req_.status);
      if (has_fault("answer-twice")) answer_status(req_.status);
      break;
    }
    const long most = number_of("keepalive_requests");
    last_ = most > 0 && ++answered_ >= most;
    if (!skip_body()) break;
    answer();
    if (has_fault("keep-old") && req_.minor == 0) req_.keep_alive = true;
    if (!stays() || broken_) break;
    in_.erase(0, req_.head_len);
    if (has_fault("drop-pipelined")) in_.clear();
  }
  return !broken_;
}

}  // namespace

bool serve(int fd) { return Connection(fd).run(); }

bool refuse(int fd) {
  char buf[KH_OPENING_MAX + KH_REST_MAX];
  char date[KH_DATE_LEN];
  kh_wbuf w;
  kh_wbuf_init(&w, buf, sizeof(buf));
  kh_date_format(time(nullptr), date);
  kh_response_opening(&w, KH_STATUS_UNAVAILABLE, kh_span_str("khttpd"), date,
                      KH_PERSIST_CLOSE);
  kh_response_status_rest(&w, KH_STATUS_UNAVAILABLE, false);
  return send(fd, buf, w.len, MSG_NOSIGNAL) >= 0;
}

void linger(int fd) {
  shutdown(fd, SHUT_WR);
  char buf[4096];
  const auto deadline = Clock::now() + seconds(2);
  while (is_readable(fd, deadline) && recv(fd, buf, sizeof(buf), 0) > 0) {
  }
}

void reset(int fd) {
  const struct linger abort = {1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &abort, sizeof(abort));
}

}  // namespace model
