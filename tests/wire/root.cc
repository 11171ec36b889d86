// SPDX-License-Identifier: GPL-2.0-only
#include "root.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "options.h"

namespace wire {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

void check(int rc, const std::string& what) {
  if (rc < 0) fail(what);
}

void write_all(int fd, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const auto n = write(fd, bytes.data(), bytes.size());
    if (n < 0) fail(path);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
}

int create(const std::string& path) {
  const int fd = open(path.c_str(),
                      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) fail(path);
  return fd;
}

}  // namespace

std::string under_root(const std::string& path) {
  return options().root + "/" + path;
}

void write_file(const std::string& path, std::string_view content) {
  const int fd = create(under_root(path));
  write_all(fd, content, path);
  check(close(fd), path);
}

void replace_file(const std::string& path, std::string_view content) {
  write_file(path + ".new", content);
  rename_path(path + ".new", path);
}

void make_dir(const std::string& path) {
  fs::create_directories(under_root(path));
}

void rename_path(const std::string& from, const std::string& to) {
  check(rename(under_root(from).c_str(), under_root(to).c_str()), to);
}

void remove_path(const std::string& path) { fs::remove_all(under_root(path)); }

void set_mode(const std::string& path, mode_t mode) {
  check(chmod(under_root(path).c_str(), mode), path);
}

// By rename, so that the name is there at every moment.
void set_link(const std::string& target, const std::string& path) {
  const std::string fresh = under_root(path + ".new");
  unlink(fresh.c_str());
  check(symlink(target.c_str(), fresh.c_str()), path);
  check(rename(fresh.c_str(), under_root(path).c_str()), path);
}

void set_mtime(const std::string& path, int64_t sec, int64_t nsec) {
  timespec times[2] = {};
  times[0].tv_nsec = UTIME_OMIT;
  times[1].tv_sec = sec;
  times[1].tv_nsec = nsec;
  check(utimensat(AT_FDCWD, under_root(path).c_str(), times, 0), path);
}

struct stat stat_of(const std::string& path) {
  struct stat st = {};
  check(stat(under_root(path).c_str(), &st), path);
  return st;
}

std::string read_file(const std::string& path) {
  std::ifstream in(under_root(path), std::ios::binary);
  if (!in) fail(path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string pattern(uint64_t seed, uint64_t offset, size_t size) {
  // Eight bytes at a time, from the multiple of eight at or before offset.
  const uint64_t begin = offset / 8 * 8;
  std::string out(size + 16, '\0');
  for (size_t at = 0; at < size + 8; at += 8) {
    // The multiplier only has to scatter; no byte may repeat with a page.
    uint64_t word = (begin + at + seed * 0x1000003) * 0x9e3779b97f4a7c15ull;
    word ^= word >> 29;
    std::memcpy(out.data() + at, &word, sizeof(word));
  }
  return out.substr(offset - begin, size);
}

void write_pattern(const std::string& path, uint64_t seed, uint64_t size) {
  constexpr uint64_t kPiece = 1u << 20;
  const int fd = create(under_root(path));
  for (uint64_t at = 0; at < size; at += kPiece)
    write_all(fd, pattern(seed, at, std::min(kPiece, size - at)), path);
  check(close(fd), path);
}

namespace {

void make_sizes() {
  make_dir("sizes");
  for (const uint64_t size : {0, 1, 1023, 1024, 2048, 2049, 4095, 4096, 4097, 65536})
    write_pattern("sizes/" + std::to_string(size), size, size);
  write_pattern("sizes/1m", 1, 1u << 20);
  write_pattern("sizes/middle", 2, kMiddleSize);
  write_pattern("sizes/big", 3, kBigSize);
}

// Data at both ends and one word beyond 4 GiB; the rest are holes.
void make_huge() {
  const std::string path = under_root("sizes/huge");
  const int fd = create(path);
  check(ftruncate(fd, static_cast<off_t>(kHugeSize)), path);
  const uint64_t places[] = {0, (4ull << 30) + 5, kHugeSize - 4096};
  for (const uint64_t at : places) {
    const auto bytes = pattern(7, at, 4096);
    if (pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(at)) != 4096)
      fail(path);
  }
  check(close(fd), path);
}

void make_tree() {
  write_file("index.html", "<!doctype html><title>root</title>\n");
  write_file("small.txt", "a small file\n");
  make_dir("nested/a/b/c/d");
  write_file("nested/a/b/c/d/deep.txt", "deep\n");
  make_dir("indexed");
  write_file("indexed/index.html", "<!doctype html><title>indexed</title>\n");
  make_dir("plain");
  write_file("plain/inside.txt", "inside a directory without index\n");
  make_dir("odd dir/100%/ü?#+");
  write_file("odd dir/index.html", "odd\n");
  write_file("odd dir/100%/ü?#+/index.html", "odder\n");
  make_dir("index-is-directory/index.html");
  make_dir(".well-known");
  write_file(".well-known/hidden.txt", "dot directory\n");
  write_file(".dotfile", "dot file\n");
}

// Everything below the root is removed: a mistyped --root must not cost a
// home.  The marker lies outside, beside the secret.
void clear_root(const std::string& root, const std::string& marker) {
  fs::create_directories(root);
  if (!fs::is_empty(root) && !fs::exists(marker))
    throw std::runtime_error("not empty and not made by this program");
  std::ofstream(marker) << root << '\n';
  for (const auto& entry : fs::directory_iterator(root))
    fs::remove_all(entry.path());
}

}  // namespace

void make_root(const std::string& root) {
  umask(022);
  // The secret lies beside the root, one ".." away.
  const std::string outside = root + "-outside";
  fs::create_directories(outside);
  std::ofstream(outside + "/secret.txt") << kSecret << '\n';
  clear_root(root, outside + "/root-made-here");
  make_dir("scratch");
  make_tree();
  make_sizes();
  make_huge();
  make_special_files(root);
}

}  // namespace wire
