// SPDX-License-Identifier: GPL-2.0-only
// The response reader of htstress: a server sends any bytes, in any pieces.
// The first byte says where to cut and whether requests were HEAD.  However
// it is cut, and whether or not a head was seen before, the outcome is the
// same.
#include "fuzz.h"

#include <string>
#include <vector>

#include "tools/htstress/response_reader.h"

using htstress::HeadMemo;
using htstress::ReadStatus;
using htstress::ResponseHead;
using htstress::ResponseReader;
using khttpd::fuzz::Exact;

namespace {

struct Outcome {
	std::vector<ResponseHead> heads;
	size_t used = 0;
	bool failed = false;
	bool inside = false;
	bool whole_at_eof = false;
	uint64_t droppable = 0;

	bool operator==(const Outcome &) const = default;
};

class Feeder {
      public:
	Feeder(bool to_head, bool keeps_memo)
		: reader_(to_head), keeps_memo_(keeps_memo)
	{
	}

	void feed(std::string_view part)
	{
		while (!part.empty() && !outcome_.failed)
			part.remove_prefix(step(part));
	}

	Outcome end()
	{
		outcome_.inside = reader_.is_inside();
		outcome_.whole_at_eof = reader_.is_whole_at_eof();
		outcome_.droppable = reader_.droppable();
		return outcome_;
	}

      private:
	// An error may be seen early or late, depending on the cut; what
	// came before it may not differ.
	size_t step(std::string_view part)
	{
		const Exact copy(part);
		HeadMemo fresh;
		const auto step = reader_.feed({ copy.ptr(), part.size() },
					       keeps_memo_ ? memo_ : fresh);

		FUZZ_CHECK(step.used <= part.size());
		if (step.status == ReadStatus::kError) {
			FUZZ_CHECK(reader_.error() != nullptr);
			outcome_.failed = true;
			outcome_.used = 0;
			return 0;
		}
		outcome_.used += step.used;
		if (step.status == ReadStatus::kDone) {
			FUZZ_CHECK(step.used > 0 || !outcome_.heads.empty());
			outcome_.heads.push_back(reader_.head());
		} else {
			FUZZ_CHECK(step.used == part.size());
		}
		return step.used;
	}

	ResponseReader reader_;
	HeadMemo memo_;
	bool keeps_memo_;
	Outcome outcome_;
};

Outcome read_in_pieces(std::string_view text, size_t piece, bool to_head,
		       bool keeps_memo)
{
	Feeder feeder(to_head, keeps_memo);

	while (!text.empty()) {
		const auto part = text.substr(0, piece);

		feeder.feed(part);
		text.remove_prefix(part.size());
	}
	return feeder.end();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	const bool to_head = data[0] & 1;
	const size_t piece = 1 + (data[0] >> 1);
	const auto text = khttpd::fuzz::input_of(data + 1, size - 1);
	const Outcome whole = read_in_pieces(text, size, to_head, true);

	FUZZ_CHECK(whole == read_in_pieces(text, size, to_head, false));
	FUZZ_CHECK(whole == read_in_pieces(text, piece, to_head, true));
	FUZZ_CHECK(whole == read_in_pieces(text, piece, to_head, false));
	for (const ResponseHead &head : whole.heads)
		FUZZ_CHECK(head.status >= 200 && head.status <= 999);
	return 0;
}
