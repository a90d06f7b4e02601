// Activations against the closed forms and the figures of Korthikanti et al. 2022.
#include <gtest/gtest.h>

#include "models.hpp"

namespace fleetline::parallelism {
namespace {

constexpr double s = 2048;

struct Case {
  const char* name;
  int layers, hidden, heads;
  double b;
};
const Case gpt_22b{"22B", 48, 6144, 64, 4}, gpt_175b{"175B", 96, 12288, 96, 1}, gpt_530b{"530B", 105, 20480, 128, 1};

double kept(const Case& c, bool sequence_parallel, Recompute recompute) {
  return memory_of(gpt(c.layers, c.hidden, c.heads), c.b, 8, sequence_parallel, recompute).kept.base();
}

TEST(Activations, AreThoseOfTheClosedForms) {
  for (const Case& c : {gpt_22b, gpt_175b, gpt_530b}) {
    const double sbh = s * c.b * c.hidden, scores = 5 * c.heads * s / c.hidden;
    EXPECT_DOUBLE_EQ(kept(c, false, Recompute::none), sbh * (10 + 24 / 8.0 + scores / 8)) << c.name << ", equation 2";
    EXPECT_DOUBLE_EQ(kept(c, true, Recompute::none), sbh / 8 * (34 + scores)) << c.name << ", equation 4";
    EXPECT_DOUBLE_EQ(kept(c, true, Recompute::selective), sbh / 8 * 34) << c.name << ", equation 6";
    EXPECT_DOUBLE_EQ(kept(c, false, Recompute::full), sbh * 2) << c.name;
  }
}

TEST(Activations, FallByThePublishedShares) {
  // Figure 7: sequence parallelism and selective recomputation together leave 16 to 20 % of the baseline.
  EXPECT_NEAR(kept(gpt_22b, true, Recompute::selective) / kept(gpt_22b, false, Recompute::none), 0.1618, 0.002);
  EXPECT_NEAR(kept(gpt_175b, true, Recompute::selective) / kept(gpt_175b, false, Recompute::none), 0.1849, 0.002);
  EXPECT_NEAR(kept(gpt_530b, true, Recompute::selective) / kept(gpt_530b, false, Recompute::none), 0.2027, 0.002);
}

TEST(Activations, OfALayerComputedAgainStandOnceMore) {
  const auto model = gpt(48, 6144, 64);
  const ModelMemory full = memory_of(model, 4, 8, false, Recompute::full);
  const ModelMemory none = memory_of(model, 4, 8, false, Recompute::none);
  EXPECT_DOUBLE_EQ(full.working.base(), none.kept.base());
  EXPECT_EQ(none.working.base(), 0);
}

TEST(Activations, LogitsFollowTheVocabulary) {
  auto small = gpt(48, 6144, 64), large = small;
  large.vocabulary = 256000;
  const Bytes before = memory_of(small, 1, 8, false, Recompute::none).logits;
  EXPECT_DOUBLE_EQ(before.base(), 4 * s * 51200 / 8);
  EXPECT_DOUBLE_EQ((memory_of(large, 1, 8, false, Recompute::none).logits / before), 5.0);
  MemoryConstants gathered = tensors_only();
  gathered.gathered_logits = true;
  EXPECT_DOUBLE_EQ(memory_of(small, 1, 8, false, Recompute::none, gathered).logits.base(), 4 * s * 51200);
}

}  // namespace
}  // namespace fleetline::parallelism
