// SPDX-License-Identifier: GPL-2.0-only
#include "tools/htstress/gamble.h"

#include <gtest/gtest.h>

namespace htstress {
namespace {

// How many chances are passed up before the next try.
uint32_t pause_of(Gamble* gamble) {
  uint32_t passed = 0;
  while (!gamble->is_worth_it()) ++passed;
  return passed;
}

void play_window(Gamble* gamble, uint32_t wins) {
  for (uint32_t i = 0; i < Gamble::kWindow; ++i) gamble->tell(i < wins);
}

TEST(Gamble, GoesOnWhileItPays) {
  Gamble gamble;
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(gamble.is_worth_it());
    play_window(&gamble, Gamble::kNeededWins);
  }
}

TEST(Gamble, PausesTwiceAsLongAfterEachLoss) {
  Gamble gamble;
  uint32_t pause = Gamble::kFirstPause;
  for (int i = 0; i < 10; ++i) {
    play_window(&gamble, Gamble::kNeededWins - 1);
    EXPECT_EQ(pause_of(&gamble), pause);
    pause = std::min(2 * pause, Gamble::kMaxPause);
  }
}

TEST(Gamble, OneGoodWindowForgives) {
  Gamble gamble;
  for (int i = 0; i < 3; ++i) {
    play_window(&gamble, 0);
    pause_of(&gamble);
  }
  play_window(&gamble, Gamble::kWindow);
  EXPECT_TRUE(gamble.is_worth_it());
  play_window(&gamble, 0);
  EXPECT_EQ(pause_of(&gamble), Gamble::kFirstPause);
}

}  // namespace
}  // namespace htstress
