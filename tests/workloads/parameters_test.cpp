// What a user may write in [workload], and what a wrong one is told.
#include <gtest/gtest.h>

#include "catalog/toml.hpp"
#include "cnn/cnn.hpp"
#include "fleetline/text.hpp"
#include "layers/layers.hpp"
#include "recommendation/recommendation.hpp"
#include "state_space/state_space.hpp"
#include "support.hpp"
#include "vision_transformer/vision_transformer.hpp"

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

TEST(Parameters, ExpertsThatAreNotSaidWhole) {
  EXPECT_EQ(told<transformer::Transformer::Params>("layers = 2\nhidden = 64\nheads = 8\nvocabulary = 100\nexperts = 4\nexperts_per_token = 8\n"),
            "model.toml:5:11: workload.expert_ffn: missing: an expert has a width\n  expected a whole number, at least 1\n"
            "model.toml:6:21: workload.experts_per_token: a token cannot be sent to 8 of 4 experts\n  expected at most 4");
  EXPECT_EQ(told_of_transformer("heads = 8\nshared_experts = 2"),
            "model.toml:6:18: workload.shared_experts: there are no experts\n  expected experts = how many there are to choose from");
  EXPECT_EQ(told_of_transformer("heads = 8\nexperts = 4\nexperts_per_token = 2\nexpert_ffn = 32"),
            "model.toml:3:7: workload.ffn: every layer has experts: none has a feed-forward network of its own\n"
            "  expected expert_ffn, or dense_layers");
  EXPECT_EQ(told<transformer::Transformer::Params>("layers = 2\nhidden = 64\nheads = 8\nvocabulary = 100\n"),
            "model.toml:1:10: workload.ffn: missing: the feed-forward network has no width\n  expected a whole number, at least 1");
}

TEST(Parameters, LatentsBesideKeyValueHeads) {
  EXPECT_EQ(told_of_transformer("heads = 8\nkv_heads = 8\nkv_rank = 16\nnope_head_dim = 8\nrope_head_dim = 4\nvalue_head_dim = 8"),
            "model.toml:6:12: workload.kv_heads: latent attention (kv_rank) has no key-value heads\n  expected no kv_heads here");
}

TEST(Parameters, AWindowWithoutItsLength) {
  EXPECT_EQ(told_of_transformer("heads = 8\nwindow_layers = 3"),
            "model.toml:6:17: workload.window: missing: window_layers have a window\n  expected its length in tokens\n"
            "model.toml:6:17: workload.window_layers: 3 layers with a window are more than 2\n  expected at most 2");
}

TEST(Parameters, RecurrencesThatAreNotSaidWhole) {
  EXPECT_EQ(told_of_transformer("heads = 8\nrecurrent = \"mamba-2\"\nrecurrent_heads = 8\nrecurrent_groups = 3\nrecurrent_state = 16\nrecurrent_kernel = 4"),
            "model.toml:6:13: workload.recurrent_head_dim: missing: this kind of recurrence has one\n  expected a whole number, at least 1\n"
            "model.toml:6:13: workload.recurrent_layers: missing: how many layers have the recurrence\n  expected a whole number, at least 1\n"
            "model.toml:8:20: workload.recurrent_groups: 3 groups: a number of heads of 8 does not divide into them\n  expected a divisor of 8");
  EXPECT_EQ(told_of_transformer("heads = 8\nrecurrent_layers = 1"),
            "model.toml:6:20: workload.recurrent: missing: recurrent_layers have one\n  expected what stands in attention's place");
  EXPECT_EQ(told_of_transformer("heads = 8\nrecurrent = \"lightning\"\nrecurrent_layers = 2\nfeed_forward_layers = 1\nrecurrent_heads = 2\nrecurrent_head_dim = 8\nrecurrent_state = 8"),
            "model.toml:7:20: workload.recurrent_layers: 2 recurrent layers and 1 that are a feed-forward network alone are more than 2\n"
            "  expected at most 2 together\n"
            "model.toml:11:19: workload.recurrent_state: this kind of recurrence has none\n  expected no such key");
}

TEST(Parameters, SizesOfTheOtherVersionOfMamba) {
  EXPECT_EQ(told<state_space::StateSpace::Params>("layers = 2\nhidden = 64\nvocabulary = 100\nversion = \"mamba-2\"\nrank = 48"),
            "model.toml:5:8: workload.rank: Mamba-2 has no such size\n  expected version = \"mamba\"");
  EXPECT_EQ(told<state_space::StateSpace::Params>("layers = 2\nhidden = 64\nvocabulary = 100\nversion = \"mamba-2\"\nhead_dim = 48"),
            "model.toml:5:12: workload.head_dim: 48 channels a head: a number of inner channels of 128 does not divide into heads\n"
            "  expected a divisor of 128");
}

TEST(Parameters, ALayerOfATableThatLacksItsSizes) {
  EXPECT_EQ(told<layers::Params>("[[layer]]\nop = \"conv\"\nheight = 8\n[[layer]]\nop = \"conv\"\nheight = 2\nin = 4\nkernel = 5\npadding = 0\n"),
            "model.toml:1:1: workload.layer[0]: in is not given for op = \"conv\"\n  expected in = a number above 0\n"
            "model.toml:4:1: workload.layer[1]: a kernel of 5 does not fit an input of 2 padded by 0\n"
            "  expected a smaller kernel or more padding");
}

TEST(Parameters, PatchesThatDoNotDivideAnImage) {
  EXPECT_EQ(told<vision_transformer::Params>("layers = 2\nhidden = 64\nheads = 8\nffn = 256\npatch = 15\n"),
            "model.toml:5:9: workload.patch: an image of 224 does not divide into patches of 15\n  expected a divisor of 224");
}

TEST(Parameters, ABottomNetworkThatDoesNotMeetItsTables) {
  EXPECT_EQ(told<recommendation::Params>("dimension = 16\nbottom = [64, 32]\ntop = [8, 1]\n[[table]]\nrows = 100\n"),
            "model.toml:2:10: workload.bottom: the bottom network ends in 32 features, but vectors of tables have 16\n"
            "  expected widths of layers, the last 16");
}

TEST(Parameters, AMisspeltOpIsSetRight) {
  const std::string text = told<cnn::Cnn::Params>("input_height = 8\ninput_width = 8\n[[layer]]\nop = \"bottelneck\"\n");
  EXPECT_NE(text.find("did you mean 'bottleneck'?"), text.npos) << text;
}

}  // namespace
}  // namespace fleetline::workloads
