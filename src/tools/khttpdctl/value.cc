// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "tools/khttpdctl/endpoint.h"
#include "tools/khttpdctl/http_words.h"
#include "tools/khttpdctl/number.h"

namespace khttpd::ctl {
namespace {

// What multiplies a number that ends in this letter; 0: not a suffix here.
uint64_t suffix_factor(Type type, char letter) {
  if (type == Type::kSeconds) {
    if (letter == 's') return 1;
    if (letter == 'm') return 60;
    return 0;
  }
  if (type != Type::kSize) return 0;
  switch (std::toupper(static_cast<unsigned char>(letter))) {
    case 'K':
      return uint64_t{1} << 10;
    case 'M':
      return uint64_t{1} << 20;
    case 'G':
      return uint64_t{1} << 30;
    default:
      return 0;
  }
}

ValueResult parse_scaled(const Option& option, std::string_view text) {
  std::string_view digits = text;
  uint64_t factor = 1;
  if (uint64_t f = suffix_factor(option.type, text.back())) {
    digits.remove_suffix(1);
    factor = f;
  }
  if (!is_all_digits(digits)) {
    size_t bad = digits.find_first_not_of("0123456789");
    return ValueError{bad == digits.npos ? 0 : bad,
                      fmt::format("'{}' is not a number", text)};
  }
  std::optional<uint64_t> number = parse_number(digits);
  if (!number || *number > option.max / factor || *number * factor < option.min)
    return ValueError{0, fmt::format("{} is out of range", text)};
  return std::to_string(*number * factor);
}

// A double quote cannot pass modprobe.d and the kernel's own splitting.
std::optional<ValueError> refuse_quote(std::string_view text) {
  size_t quote = text.find('"');
  if (quote == text.npos) return std::nullopt;
  return ValueError{quote, "a double quote cannot be given to the module"};
}

ValueResult parse_path(std::string_view text) {
  if (text.front() != '/')
    return ValueError{0, fmt::format("'{}' is not an absolute path", text)};
  if (text.size() > kMaxRootBytes)
    return ValueError{kMaxRootBytes,
                      fmt::format("the path is {} bytes long", text.size())};
  if (auto error = refuse_quote(text)) return *error;
  return std::string(text);
}

std::optional<ValueError> check_name(const Part& part) {
  if (part.text.empty()) return ValueError{part.offset, "an empty name"};
  if (part.text.size() > kMaxNameBytes)
    return ValueError{
        part.offset, fmt::format("a name longer than {} bytes", kMaxNameBytes)};
  size_t slash = part.text.find('/');
  if (slash != part.text.npos)
    return ValueError{part.offset + slash,
                      fmt::format("'{}' holds a slash", part.text)};
  if (part.text == "." || part.text == "..")
    return ValueError{part.offset,
                      fmt::format("'{}' is a directory", part.text)};
  return std::nullopt;
}

ValueResult parse_names(std::string_view text) {
  if (auto error = refuse_quote(text)) return *error;
  std::vector<Part> parts = split_list(text);
  std::string out;
  for (const Part& part : parts) {
    if (auto error = check_name(part)) return *error;
    if (!out.empty()) out += ',';
    out += part.text;
  }
  if (parts.size() > kMaxIndexNames)
    return ValueError{parts[kMaxIndexNames].offset,
                      fmt::format("{} names", parts.size())};
  if (out.size() > kMaxStringParameter)
    return ValueError{0, fmt::format("the list is {} bytes long", out.size())};
  return out;
}

ValueResult parse_listen(std::string_view text) {
  std::vector<Part> parts = split_list(text);
  std::vector<Endpoint> seen;
  std::string out;
  for (const Part& part : parts) {
    // Port 0: "whatever `port` says", so that equal ones are still found.
    auto endpoint = parse_endpoint(part.text, 0);
    if (!endpoint)
      return ValueError{part.offset,
                        fmt::format("'{}' is not an address", part.text)};
    if (std::find(seen.begin(), seen.end(), *endpoint) != seen.end())
      return ValueError{part.offset,
                        fmt::format("{} is listed twice", part.text)};
    seen.push_back(*endpoint);
    if (!out.empty()) out += ',';
    out += part.text;
  }
  if (parts.size() > kMaxListen)
    return ValueError{parts[kMaxListen].offset,
                      fmt::format("{} addresses", parts.size())};
  return out;
}

ValueResult parse_word(std::string_view words, std::string_view text) {
  for (const Part& part : split_list(words))
    if (part.text == text) return std::string(text);
  return ValueError{0, fmt::format("'{}' is none of these", text)};
}

// In the table's order, whatever the order of the file: the client's wish
// decides, and where it has none the module does.
ValueResult parse_encodings(const Option& option, std::string_view text) {
  std::vector<std::string_view> seen;
  for (const Part& part : split_list(text)) {
    ValueResult word = parse_word(option.fallback, part.text);
    if (auto* error = std::get_if<ValueError>(&word))
      return ValueError{part.offset, error->what};
    if (std::find(seen.begin(), seen.end(), part.text) != seen.end())
      return ValueError{part.offset,
                        fmt::format("{} is listed twice", part.text)};
    seen.push_back(part.text);
  }
  std::string out;
  for (const Part& part : split_list(option.fallback)) {
    if (std::find(seen.begin(), seen.end(), part.text) == seen.end()) continue;
    if (!out.empty()) out += ',';
    out += part.text;
  }
  return out;
}

ValueResult checked(std::string_view text, const Fault& fault) {
  if (fault) return *fault;
  return std::string(text);
}

class UserParser {
 public:
  UserParser(const Option& option, std::string_view text,
             const Accounts& accounts)
      : option_(option), text_(text), accounts_(accounts) {}

  ValueResult run() {
    size_t colon = std::min(text_.find(':'), text_.size());
    auto ids = find_user(text_.substr(0, colon));
    if (!ids) return error_;
    if (colon != text_.size()) {
      auto gid = find_group(text_.substr(colon + 1), colon + 1);
      if (!gid) return error_;
      ids->gid = *gid;
    }
    if (ids->uid == 0) return ValueError{0, "files are never opened as root"};
    return fmt::format("{}:{}", ids->uid, ids->gid);
  }

 private:
  std::nullopt_t fail(size_t offset, std::string what) {
    error_ = {offset, std::move(what)};
    return std::nullopt;
  }

  std::optional<uint32_t> number(std::string_view text, size_t offset) {
    auto id = parse_number(text);
    if (!id || *id > option_.max)
      return fail(offset, fmt::format("{} is out of range", text));
    return static_cast<uint32_t>(*id);
  }

  std::optional<UserIds> find_user(std::string_view text) {
    if (is_all_digits(text)) {
      auto uid = number(text, 0);
      if (!uid) return std::nullopt;
      auto known = accounts_.user_by_id(*uid);
      // Without an account there is no own group; the same number is what
      // the module itself takes.
      return known ? *known : UserIds{*uid, *uid};
    }
    auto ids = accounts_.user(std::string(text));
    if (!ids) return fail(0, fmt::format("there is no user '{}'", text));
    return ids;
  }

  std::optional<uint32_t> find_group(std::string_view text, size_t offset) {
    if (is_all_digits(text)) return number(text, offset);
    auto gid = accounts_.group(std::string(text));
    if (!gid) return fail(offset, fmt::format("there is no group '{}'", text));
    return gid;
  }

  const Option& option_;
  std::string_view text_;
  const Accounts& accounts_;
  ValueError error_{};
};

// Keys whose empty value says "none".
bool may_be_empty(Type type) {
  return type == Type::kListen || type == Type::kServer ||
         type == Type::kEncodings || type == Type::kFile || type == Type::kPage;
}

}  // namespace

ValueResult parse_value(const Option& option, std::string_view text,
                        const Accounts& accounts) {
  if (text.empty())
    return may_be_empty(option.type) ? ValueResult(std::string())
                                     : ValueError{0, "the value is missing"};
  switch (option.type) {
    case Type::kInteger:
    case Type::kSize:
    case Type::kSeconds:
      return parse_scaled(option, text);
    case Type::kPath:
      return parse_path(text);
    case Type::kNames:
      return parse_names(text);
    case Type::kUser:
      return UserParser(option, text, accounts).run();
    case Type::kListen:
      return parse_listen(text);
    case Type::kSwitch:
      return parse_word("on,off", text);
    case Type::kChoice:
      return parse_word(option.words, text);
    case Type::kEncodings:
      return parse_encodings(option, text);
    case Type::kPage:
      return checked(text, check_path(text));
    case Type::kMediaType:
      return checked(text, check_media_type(text));
    case Type::kServer:
      return checked(text, check_products(text));
    case Type::kFile:
      return parse_path(text);
    case Type::kHeader:
    case Type::kRedirect:
    case Type::kMade:
      break;
  }
  return ValueError{0, "unknown type"};
}

}  // namespace khttpd::ctl
