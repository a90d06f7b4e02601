// What a user may write in [workload], and what a wrong one is told.
#include <gtest/gtest.h>

#include "catalog/toml.hpp"
#include "cnn/cnn.hpp"
#include "fleetline/text.hpp"
#include "support.hpp"

namespace fleetline::workloads {
namespace {

template <class Params>
std::string told(std::string_view toml) {
  Problems problems;
  const Value root = parse_toml(toml, Label("model.toml"), problems);
  Params params;
  ReadContext context{problems, nullptr, "workload"};
  Params::schema().read(&params, *root.table(), root.where, context);
  return refusal([&] { problems.raise(); });
}

/// A small transformer with these lines at the end, from line 5 on.
std::string told_of_transformer(std::string_view lines) {
  return told<transformer::Transformer::Params>(cat("layers = 2\nhidden = 64\nffn = 256\nvocabulary = 100\n", lines));
}

TEST(Parameters, HeadsThatCannotShareKeyValueHeads) {
  EXPECT_EQ(told_of_transformer("heads = 8\nkv_heads = 3"),
            "model.toml:6:12: workload.kv_heads: 8 heads cannot share 3 key-value heads equally\n  expected a divisor of 8");
}

TEST(Parameters, AWidthThatDoesNotDivideIntoHeads) {
  EXPECT_EQ(told_of_transformer("heads = 7"),
            "model.toml:5:9: workload.heads: a hidden size of 64 does not divide into 7 heads\n"
            "  expected head_dim where it is not hidden / heads");
  EXPECT_EQ(told_of_transformer("heads = 7\nhead_dim = 16"), "");
}

TEST(Parameters, AContextLongerThanThePositionTable) {
  EXPECT_EQ(told_of_transformer("heads = 8\npositions = 1024\nmax_context = 2048"),
            "model.toml:7:15: workload.max_context: a context of 2048 is longer than the table of 1024 positions\n"
            "  expected at most 1024");
}

TEST(Parameters, ALayerThatCannotBeIsNamedWithItsPlace) {
  EXPECT_EQ(told<cnn::Cnn::Params>("input_height = 8\ninput_width = 8\n[[layer]]\nop = \"conv\"\nchannels = 4\n"
                                   "[[layer]]\nop = \"conv\"\nchannels = 6\ngroups = 4\n"),
            "model.toml:6:1: workload.layer[1]: 6 channels do not divide by groups = 4\n  expected a divisor of 6");
}

TEST(Parameters, AMisspeltOpIsSetRight) {
  const std::string text = told<cnn::Cnn::Params>("input_height = 8\ninput_width = 8\n[[layer]]\nop = \"bottelneck\"\n");
  EXPECT_NE(text.find("did you mean 'bottleneck'?"), text.npos) << text;
}

}  // namespace
}  // namespace fleetline::workloads
