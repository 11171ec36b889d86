// SPDX-License-Identifier: GPL-2.0-only
//
// Whether to try a system call before asking epoll if it would succeed.  A
// server that answers while the request is being sent (another CPU, or the
// kernel itself) makes the try pay: no wakeup, no event.  When too many tries
// find nothing, they stop, and resume rarely.
#ifndef KHTTPD_TOOLS_HTSTRESS_GAMBLE_H
#define KHTTPD_TOOLS_HTSTRESS_GAMBLE_H

#include <cstdint>

namespace htstress {

class Gamble {
 public:
  // An empty try costs about what epoll's event costs, so two wins out of
  // three are a gain.
  static constexpr uint32_t kWindow = 64;
  static constexpr uint32_t kNeededWins = 43;
  // Chances passed up after a lost window; doubles with each one in a row.
  static constexpr uint32_t kFirstPause = 1024;
  static constexpr uint32_t kMaxPause = 65536;

  bool is_worth_it() {
    if (pause_left_ == 0) return true;
    --pause_left_;
    return false;
  }

  void tell(bool won) {
    wins_ += won;
    if (++tries_ == kWindow) judge();
  }

 private:
  void judge() {
    if (wins_ < kNeededWins) {
      pause_left_ = pause_;
      if (pause_ < kMaxPause) pause_ *= 2;
    } else {
      pause_ = kFirstPause;
    }
    tries_ = wins_ = 0;
  }

  uint32_t tries_ = 0;
  uint32_t wins_ = 0;
  uint32_t pause_ = kFirstPause;
  uint32_t pause_left_ = 0;
};

}  // namespace htstress

#endif  // KHTTPD_TOOLS_HTSTRESS_GAMBLE_H
