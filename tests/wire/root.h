// SPDX-License-Identifier: GPL-2.0-only
// The document root that the tests expect, and the small file operations with
// which tests change it.  Paths are relative to the root unless said.
#ifndef KHTTPD_TESTS_WIRE_ROOT_H
#define KHTTPD_TESTS_WIRE_ROOT_H

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace wire {

// In every file that no response may ever contain.
inline constexpr std::string_view kSecret = "MUST-NEVER-BE-SENT";

// Sizes in bytes.
inline constexpr uint64_t kBigSize = 16u << 20;   // above any socket buffer
inline constexpr uint64_t kMiddleSize = 4u << 20;
inline constexpr uint64_t kHugeSize = 5ull << 30;  // sparse; beyond 32 bits

// Makes or completes the tree; files of an earlier run are made anew.  Needs
// root: some files belong to others than the server's user.
void make_root(const std::string& root);
void make_special_files(const std::string& root);

std::string under_root(const std::string& path);

// Creates or rewrites in place; the file is closed when this returns.
void write_file(const std::string& path, std::string_view content);
// Writes beside and renames over.
void replace_file(const std::string& path, std::string_view content);
void make_dir(const std::string& path);
void rename_path(const std::string& from, const std::string& to);
void remove_path(const std::string& path);  // a tree too; may be absent
void set_mode(const std::string& path, mode_t mode);
void set_link(const std::string& target, const std::string& path);
void set_mtime(const std::string& path, int64_t sec, int64_t nsec = 0);
struct stat stat_of(const std::string& path);
std::string read_file(const std::string& path);

// The bytes of the made files: a function of their place, so that no copy is
// needed to check them.  `seed` tells versions of a file apart.
std::string pattern(uint64_t seed, uint64_t offset, size_t size);
// Writes `size` pattern bytes.
void write_pattern(const std::string& path, uint64_t seed, uint64_t size);

}  // namespace wire

#endif  // KHTTPD_TESTS_WIRE_ROOT_H
