// SPDX-License-Identifier: GPL-2.0-only
// Reads cases, one JSON object a line, and answers each with the verdict on
// the stream in one piece and on the stream as it is cut.
#include "reader.h"

#include <iostream>

using nlohmann::json;

namespace khttpd::diff {

std::string to_hex(std::string_view bytes)
{
	static const char digits[] = "0123456789abcdef";
	std::string hex;

	for (const unsigned char c : bytes) {
		hex += digits[c >> 4];
		hex += digits[c & 15];
	}
	return hex;
}

namespace {

std::string from_hex(const std::string &hex)
{
	std::string bytes;

	for (size_t i = 0; i + 1 < hex.size(); i += 2)
		bytes += static_cast<char>(
			std::stoi(hex.substr(i, 2), nullptr, 16));
	return bytes;
}

json to_json(const Request &r)
{
	json j = { { "method", r.method },
		   { "target", to_hex(r.target) },
		   { "minor", r.minor },
		   { "path", r.path },
		   { "body", r.body },
		   { "keep", r.keep },
		   { "complete", r.complete },
		   { "content", to_hex(r.content) } };

	j["kept"] = json::array();
	for (const auto &[name, value] : r.kept)
		j["kept"].push_back({ name, to_hex(value) });
	j["host"] = r.has_host ? json(to_hex(r.host)) : json(nullptr);
	return j;
}

json to_json(const Verdict &v)
{
	json requests = json::array();

	for (const Request &r : v.requests)
		requests.push_back(to_json(r));
	return { { "requests", requests },
		 { "end", v.end },
		 { "why", v.why },
		 { "at", v.at },
		 { "ends", v.ends } };
}

std::vector<std::string_view> cut(std::string_view bytes, const json &cuts)
{
	std::vector<std::string_view> pieces;
	size_t at = 0;

	for (const size_t next : cuts) {
		pieces.push_back(bytes.substr(at, next - at));
		at = next;
	}
	pieces.push_back(bytes.substr(at));
	return pieces;
}

} // namespace
} // namespace khttpd::diff

int main()
{
	using namespace khttpd::diff;
	std::string line;

	while (std::getline(std::cin, line)) {
		const json c = json::parse(line);
		const std::string bytes = from_hex(c["hex"]);
		const json answer = {
			{ "id", c["id"] },
			{ "whole", to_json(read_stream({ bytes })) },
			{ "split", to_json(read_stream(cut(bytes, c["cuts"]))) },
		};
		std::cout << answer.dump() << '\n';
	}
	return std::cout.flush() ? 0 : 1;
}
