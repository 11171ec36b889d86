// SPDX-License-Identifier: GPL-2.0-only
// Content-Type by file name.
#include <gtest/gtest.h>

#include "client.h"
#include "expect.h"
#include "root.h"

namespace wire {
namespace {

struct Type {
  const char* name;
  const char* type;
};

// A type of every family, each text type, and the edges of "extension".
constexpr Type kTypes[] = {
    {"page.html", "text/html; charset=utf-8"},
    {"page.htm", "text/html; charset=utf-8"},
    {"style.css", "text/css; charset=utf-8"},
    {"script.js", "text/javascript; charset=utf-8"},
    {"module.mjs", "text/javascript; charset=utf-8"},
    {"notes.txt", "text/plain; charset=utf-8"},
    {"table.csv", "text/csv; charset=utf-8"},
    {"read.md", "text/markdown; charset=utf-8"},
    {"data.json", "application/json"},
    {"app.wasm", "application/wasm"},
    {"feed.xml", "application/xml"},
    {"image.svg", "image/svg+xml"},
    {"image.png", "image/png"},
    {"image.jpg", "image/jpeg"},
    {"image.jpeg", "image/jpeg"},
    {"image.gif", "image/gif"},
    {"image.webp", "image/webp"},
    {"image.avif", "image/avif"},
    {"favicon.ico", "image/vnd.microsoft.icon"},
    {"font.woff2", "font/woff2"},
    {"film.mp4", "video/mp4"},
    {"film.webm", "video/webm"},
    {"sound.mp3", "audio/mpeg"},
    {"sound.ogg", "audio/ogg"},
    {"paper.pdf", "application/pdf"},
    {"pack.zip", "application/zip"},
    {"pack.tar.gz", "application/gzip"},
    {"PAGE.HTML", "text/html; charset=utf-8"},
    {"two.png.txt", "text/plain; charset=utf-8"},
    {"no-extension", "application/octet-stream"},
    {"unknown.zzz", "application/octet-stream"},
    {"ends-with-dot.", "application/octet-stream"},
};

TEST(Types, FollowTheExtensionInAnyCase) {
  make_dir("scratch/types");
  Client client;
  for (const auto& row : kTypes) {
    SCOPED_TRACE(row.name);
    write_file(std::string("scratch/types/") + row.name, "x");
    const auto r =
        client.ask(get(std::string("/scratch/types/") + row.name));
    EXPECT_EQ(r.status, 200);
    EXPECT_EQ(r.field("Content-Type"), row.type);
  }
}

TEST(Types, AnIndexFileHasItsOwnType) {
  EXPECT_EQ(fetch("/indexed/").field("Content-Type"),
            "text/html; charset=utf-8");
}

TEST(Types, ADotInADirectoryNameIsNoExtension) {
  make_dir("scratch/dir.html");
  write_file("scratch/dir.html/file", "x");
  EXPECT_EQ(fetch("/scratch/dir.html/file").field("Content-Type"),
            "application/octet-stream");
}

TEST(Types, AnExtensionMayBeWrittenWithEscapes) {
  EXPECT_EQ(fetch("/small%2Etx%74").field("Content-Type"),
            "text/plain; charset=utf-8");
}

}  // namespace
}  // namespace wire
