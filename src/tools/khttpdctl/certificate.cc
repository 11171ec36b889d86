// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/certificate.h"

#include <fmt/format.h>

#include <cstdint>

namespace khttpd::ctl {
namespace {

// Tags of DER, X.690 section 8.
constexpr uint8_t kInteger = 0x02;
constexpr uint8_t kOctets = 0x04;
constexpr uint8_t kObject = 0x06;
constexpr uint8_t kSequence = 0x30;
// Of a TBSCertificate, RFC 5280 section 4.1: extensions [3].
constexpr uint8_t kExtensions = 0xa3;
// id-ce-subjectKeyIdentifier, 2.5.29.14, RFC 5280 section 4.2.1.2.
constexpr std::string_view kSubjectKeyId = "\x55\x1d\x0e";

struct Element {
  uint8_t tag = 0;  // 0: there is none
  std::string_view body;
};

uint8_t take_byte(std::string_view* bytes) {
  if (bytes->empty()) return 0;
  uint8_t byte = static_cast<uint8_t>(bytes->front());
  bytes->remove_prefix(1);
  return byte;
}

// The first element of bytes, which then begin with the next.  One that claims
// to be longer than they are ends them.
Element take(std::string_view* bytes) {
  Element element;
  element.tag = take_byte(bytes);
  size_t length = take_byte(bytes);
  if (length >= 0x80) {
    size_t digits = length & 0x7f;
    length = digits > 4 ? SIZE_MAX : 0;
    while (length != SIZE_MAX && digits-- > 0)
      length = length << 8 | take_byte(bytes);
  }
  if (length > bytes->size()) {
    *bytes = {};
    return {};
  }
  element.body = bytes->substr(0, length);
  bytes->remove_prefix(length);
  return element;
}

// What is in the first element when it has this tag.
std::string_view inside(std::string_view bytes, uint8_t tag) {
  Element element = take(&bytes);
  return element.tag == tag ? element.body : std::string_view();
}

std::string_view subject_key_id(std::string_view extensions) {
  std::string_view rest = inside(extensions, kSequence);
  while (!rest.empty()) {
    std::string_view extension = take(&rest).body;
    Element object = take(&extension);
    if (object.tag != kObject || object.body != kSubjectKeyId) continue;
    Element value = take(&extension);
    // Before it there may be a flag: whether the extension is critical.
    if (value.tag != kOctets) value = take(&extension);
    return inside(value.body, kOctets);
  }
  return {};
}

std::string hex(std::string_view bytes, bool for_people) {
  std::string out;
  for (char c : bytes) {
    auto byte = static_cast<uint8_t>(c);
    if (for_people)
      out += fmt::format("{}{:02X}", out.empty() ? "" : ":", byte);
    else
      out += fmt::format("{:02x}", byte);
  }
  return out;
}

}  // namespace

std::optional<CertificateNames> read_certificate(std::string_view der) {
  std::string_view rest = inside(inside(der, kSequence), kSequence);
  std::string_view serial, key_id;
  while (!rest.empty()) {
    Element element = take(&rest);
    if (element.tag == kInteger && serial.empty()) serial = element.body;
    if (element.tag == kExtensions) key_id = subject_key_id(element.body);
  }
  if (serial.empty()) return std::nullopt;
  if (key_id.empty()) key_id = serial;
  // A zero in front keeps the number from being negative; it is not shown.
  if (serial.size() > 1 && serial.front() == 0) serial.remove_prefix(1);
  return CertificateNames{hex(serial, true), hex(key_id, false)};
}

}  // namespace khttpd::ctl
