// SPDX-License-Identifier: GPL-2.0-only
// File names whose bytes mean something in a request target, and how a client
// writes them there.
#ifndef KHTTPD_TESTS_WIRE_NAMES_H
#define KHTTPD_TESTS_WIRE_NAMES_H

namespace wire {

struct OddName {
  const char* name;     // in the file system
  const char* encoded;  // in a target
  const char* what;     // said in messages, and the file's content
};

inline constexpr OddName kOddNames[] = {
    {"with space.txt", "with%20space.txt", "a space"},
    {"\xc3\xbcml\xc3\xa4ut-\xe6\x97\xa5.txt",
     "%C3%BCml%c3%a4ut-%E6%97%A5.txt", "UTF-8, hex digits in either case"},
    {"latin-\xe9.txt", "latin-%E9.txt", "a byte that is no UTF-8"},
    {"100%.txt", "100%25.txt", "a percent sign"},
    {"%41.txt", "%2541.txt", "what looks like an escape"},
    {"a+b.txt", "a+b.txt", "a plus sign as it is: no space in a path"},
    {"c+d.txt", "c%2Bd.txt", "a plus sign, encoded"},
    {"what?.txt", "what%3F.txt", "a question mark"},
    {"sharp#.txt", "sharp%23.txt", "a number sign"},
    {"semi;colon=1&x.txt", "semi;colon=1&x.txt", "sub-delimiters as they are"},
    {"at@col:on.txt", "at@col:on.txt", "at sign and colon"},
    {"quote\"<>.txt", "quote%22%3C%3E.txt", "quotes and angle brackets"},
    {"back\\slash.txt", "back%5Cslash.txt", "a backslash is no separator"},
    {"~tilde_-!$'()*,.txt", "~tilde_-!$'()*,.txt", "marks"},
    {"plain.txt", "%70%6c%61%69%6E.txt", "letters that need no escape"},
    {"two..", "two%2E%2e", "dots that end a name"},
};

}  // namespace wire

#endif  // KHTTPD_TESTS_WIRE_NAMES_H
