// SPDX-License-Identifier: GPL-2.0-only
#include "tools/khttpdctl/view.h"

#include <gtest/gtest.h>

#include "scratch.h"

namespace khttpd::ctl {
namespace {

class View : public ::testing::Test {
 protected:
  View() : machine_(scratch_machine(scratch_)) {
    load_defaults(scratch_);
    scratch_.write("proc/khttpd",
                   "version 0.1.0\nconnections 2\nbytes_sent 300\n"
                   "strange\n new thing\n");
  }
  Result<Config> config(std::string_view text) {
    return parse_config("c", text, known_accounts());
  }
  std::optional<ModuleState> state() {
    return read_module_state(machine_.paths);
  }

  Scratch scratch_;
  Machine machine_;
};

TEST_F(View, ShowsPeopleTheDifferencesAndTheCounters) {
  EXPECT_EQ(status_for_people(state(), "c", config("port = 80\nroot = /srv\n")),
            "khttpd 0.1.0 is loaded\n"
            "parameters that differ from c:\n"
            "  port: running 8081, file says 80 (restart applies it)\n"
            "  root: running /usr/share/khttpd/www, file says /srv (reload "
            "applies it)\n"
            "counters:\n"
            "  connections  2\n"
            "  bytes_sent   300\n");
}

TEST_F(View, TellsPeopleThatAllIsAsConfigured) {
  scratch_.write("proc/khttpd", "");
  EXPECT_EQ(status_for_people(state(), "c", config("")),
            "khttpd 0.1.0 is loaded\nparameters as in c\n");
}

TEST_F(View, ShowsPeopleABadConfigurationBesideTheModule) {
  scratch_.write("proc/khttpd", "");
  EXPECT_EQ(status_for_people(state(), "c", config("port\n")),
            "khttpd 0.1.0 is loaded\n"
            "c:1:5: no '=' after the key\n  port\n      ^\n"
            "  expected key = value\n");
  EXPECT_EQ(status_for_people(std::nullopt, "c", config("")),
            "khttpd is not loaded\n");
}

TEST_F(View, GivesProgramsOneFactALine) {
  EXPECT_EQ(status_for_programs(state(), config("port = 80\nroot = /srv\n")),
            "loaded\tyes\n"
            "version\t0.1.0\n"
            "config\tok\n"
            "parameter\tport\t8081\t80\trestart\n"
            "parameter\tlisten\t\t\tsame\n"
            "parameter\tbacklog\t4096\t4096\tsame\n"
            "parameter\troot\t/usr/share/khttpd/www\t/srv\treload\n"
            "parameter\tindex\tindex.html\tindex.html\tsame\n"
            "parameter\tuser\t65534:65534\t65534:65534\tsame\n"
            "parameter\tmax_connections\t65536\t65536\tsame\n"
            "parameter\tmax_connections_per_address\t0\t0\tsame\n"
            "parameter\theader_timeout\t15\t15\tsame\n"
            "parameter\tkeepalive_timeout\t60\t60\tsame\n"
            "parameter\tsend_timeout\t30\t30\tsame\n"
            "parameter\tmin_send_rate\t256\t256\tsame\n"
            "parameter\tkeepalive_requests\t0\t0\tsame\n"
            "parameter\tcache_size\t67108864\t67108864\tsame\n"
            "parameter\tcache_max_file\t262144\t262144\tsame\n"
            "parameter\tpolicy\t\t\tsame\n"
            "counter\tversion\t0.1.0\n"
            "counter\tconnections\t2\n"
            "counter\tbytes_sent\t300\n");
}

TEST_F(View, GivesProgramsAnAnswerWithoutTheModule) {
  EXPECT_EQ(status_for_programs(std::nullopt, config("")),
            "loaded\tno\nconfig\tok\n");
  EXPECT_EQ(status_for_programs(std::nullopt, config("x")),
            "loaded\tno\nconfig\tbad\n");
}

TEST_F(View, MarksParametersUnknownWhenTheFileIsBad) {
  std::string text = status_for_programs(state(), config("x"));
  EXPECT_NE(text.find("parameter\tport\t8081\t\tunknown\n"), text.npos);
}

TEST_F(View, DescribesEachKeyInTheManualOnceSentenceByLine) {
  std::string text = options_as_manual();
  EXPECT_NE(text.find(".It Ic index\n"
                      "Names tried in this order when a directory is asked "
                      "for.\n.br\n"
                      "Takes 1 to 8 file names separated by commas, without a "
                      "slash.\n.br\n"
                      "Default: index.html.\nChanged by: reload.\n"
                      "May stand in a section too.\n.br\n"
                      "Example:\n.Dl \"index = index.html, index.htm\"\n"),
            text.npos);
  EXPECT_NE(text.find(".It Ic error_page Ar status\n"), text.npos);
  EXPECT_EQ(text.find(".It Ic policy"), text.npos);
}

TEST_F(View, EveryExampleIsALineThatTheFileMayHold) {
  scratch_.write("types", "text/plain txt\n");
  for (const Option& option : options()) {
    if (option.scope == Scope::kNobody) continue;
    std::string line(option.example);
    if (option.type == Type::kFile) line = "types = " + scratch_.path("types");
    auto parsed = config(line);
    EXPECT_TRUE(parsed) << parsed.error().text;
    EXPECT_EQ(line.find(option.name), 0u);
  }
}

TEST_F(View, TheCommentedSectionsOfTheFileAreRight) {
  std::string conf = options_as_conf();
  std::string text = conf.substr(conf.find("\n#[host") + 1);
  std::erase(text, '#');
  EXPECT_TRUE(config(text)) << config(text).error().text;
}

TEST_F(View, ListsTheTableForPrograms) {
  std::string text = options_for_programs();
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "port\tinteger\t1\t65535\t8081\trestart\tparameter");
  EXPECT_NE(text.find("\nheader\theader\t0\t0\t\treload\tpolicy\n"), text.npos);
}

}  // namespace
}  // namespace khttpd::ctl
