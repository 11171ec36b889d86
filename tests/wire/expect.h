// SPDX-License-Identifier: GPL-2.0-only
// What a right answer looks like, in one place: every field that must be
// there, the framing, and whether the connection stays.
#ifndef KHTTPD_TESTS_WIRE_EXPECT_H
#define KHTTPD_TESTS_WIRE_EXPECT_H

#include <string>
#include <string_view>

#include "client.h"

namespace wire {

// A 200 with all fields of the file at `path` (below the root); without the
// body's bytes.
void expect_file_head(const Response& r, const std::string& path);
// The same, and the body is the file's bytes.
void expect_file(const Response& r, const std::string& path);
// Of a file without encoded forms: the head of a 206 with one range, of a 304.
void expect_partial_head(const Response& r, const std::string& path);
void expect_not_modified(const Response& r, const std::string& path);
// The form in a coding, "" for the file itself, where forms lie beside it.
void expect_coded(const Response& r, const std::string& path,
                  const std::string& coding);
// A complete answer with another status than 200.
void expect_status(const Response& r, int status, bool to_head = false);
// Both: the answer's status, and that the connection ends right after it.
void expect_refusal(Client& client, int status);
// A 301 whose Location is exactly this.
void expect_redirect(const Response& r, const std::string& location);

// What a directory without index file is answered with: khttpd tells that
// there is nothing, others that one may not see it.
int no_index_status();

// The server closes in an orderly way and sends nothing more.
void expect_closed(Client& client);
// The connection is what the answer says: closed now, or good for another.
void expect_as_said(Client& client, const Response& r);
// Another request on this connection is answered in full.
void expect_usable(Client& client);
// A new connection is served: the server survived.
void expect_alive();

// Asks again and again until the answer satisfies, or the second is over that is
// promised for changes above a file (then the last answer is in the failure).
void expect_soon(const std::function<Response()>& ask, const std::string& what,
                 const std::function<bool(const Response&)>& satisfies);
void expect_soon(const std::string& target, const std::string& what,
                 const std::function<bool(const Response&)>& satisfies);

}  // namespace wire

#endif  // KHTTPD_TESTS_WIRE_EXPECT_H
