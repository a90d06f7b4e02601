// Serving against hand counts: Llama-3-8B on a device with round numbers and an ideal stack.
#include <gtest/gtest.h>

#include "fleetline/text.hpp"
#include "support.hpp"

namespace fleetline::serving {
namespace {

Solved solve(const ServingParams& params) { return solve_on(EqualFleet(1), device(), params); }

TEST(Serving, CacheOfARequestIsTheTextbookCount) {
  const Solved s = solve({.input_tokens = 3072, .output_tokens = 1024});
  EXPECT_DOUBLE_EQ(s.out.kv_per_request.base(), 2.0 * 32 * 8 * 128 * 2 * 4096);
  EXPECT_NEAR(s.out.weight_memory.base(), 2 * 8.03e9, 0.01e9);
  const double room = 80e9 - (s.out.weight_memory + s.out.activation_memory).base();
  EXPECT_EQ(s.out.max_batch, static_cast<std::int64_t>(room / s.out.kv_per_request.base()));
}

TEST(Serving, TokensComeNoFasterThanWeightsAreRead) {
  const Solved s = solve({.input_tokens = 128, .output_tokens = 128, .concurrency = 1});
  const double read = (s.out.weight_memory.base() - 2.0 * 128256 * 4096) / 3e12;  // all but the input embedding
  EXPECT_GE(s.out.itl->base(), read);
  EXPECT_LE(s.out.itl->base(), 1.05 * read) << "deviation " << 100 * (s.out.itl->base() / read - 1) << " %";
}

TEST(Serving, LittlesLawHoldsWithAndWithoutAQueue) {
  for (const std::int64_t n : {1, 32, 100, 1000}) {
    for (const std::int64_t output : {1, 2, 4, 16, 256, 512}) {
      const Solved s = solve({.input_tokens = 2048, .output_tokens = output, .concurrency = n});
      const double in_flight = s.out.requests_per_second.base() * s.out.latency.base();
      EXPECT_NEAR(in_flight / static_cast<double>(n), 1, 1e-9) << n << ' ' << output;
      EXPECT_EQ(s.out.itl.has_value(), output > 1);
    }
  }
}

TEST(Serving, ALimitIsKeptByTheLargestBatchThatMeetsIt) {
  const Solved s = solve({.input_tokens = 1024, .output_tokens = 256, .itl_limit = Seconds(12e-3)});
  EXPECT_TRUE(static_cast<bool>(s.status));
  EXPECT_LE(s.out.itl->base(), 12e-3);
  EXPECT_GT(s.out.batch, 1);
}

TEST(Serving, ALimitBelowTheFloorIsRefusedWithTheMissingTime) {
  const Solved s = solve({.itl_limit = Seconds(1e-3)});
  EXPECT_EQ(s.status.code, Status::Code::infeasible);
  EXPECT_EQ(s.status.text().find("itl_limit must be longer: it is below itl_floor"), 0u);
  EXPECT_GT(s.status.needed, 1e-3) << "both numbers: the floor ...";
  EXPECT_EQ(s.status.limit, 1e-3) << "... and the limit";
  EXPECT_DOUBLE_EQ(s.status.missing, s.out.itl_floor.base() - 1e-3);
}

std::string refusal(const ServingParams& params) {
  try {
    solve(params);
  } catch (const InputError& e) {
    return cat(e.problems().front().path, ": ", e.problems().front().what, " | ", e.problems().front().expected);
  }
  return "accepted";
}

TEST(Serving, LongerThanTheModelsContextIsBadInputWithTheLongestThatIsNot) {
  EXPECT_EQ(refusal({.input_tokens = 8000, .output_tokens = 1000}),
            "output_tokens: a context of 8000 + 1000 = 9000 tokens is longer than the model's 8192 | at most 192 "
            "tokens of output");
  EXPECT_EQ(refusal({.input_tokens = 9000, .output_tokens = 1000}),
            "input_tokens: a context of 9000 + 1000 = 10000 tokens is longer than the model's 8192 | at most 7192 "
            "tokens of prompt");
  EXPECT_EQ(refusal({.input_tokens = 3000, .output_tokens = 2000, .context_limit = 4096}),
            "output_tokens: a context of 3000 + 2000 = 5000 tokens is longer than the context_limit of 4096 | at most "
            "1096 tokens of output");
  EXPECT_EQ(refusal({.input_tokens = 8000, .output_tokens = 192}), "accepted");
}

TEST(Serving, TwoLoadsAtOnceAreBadInput) {
  EXPECT_EQ(refusal({.concurrency = 8, .request_rate = RequestRate(2)}),
            "request_rate: a request_rate of 2 request/s beside a concurrency of 8: requests arrive at a rate of their "
            "own, or as others finish"
            " | one of the two; max_sequences limits how many run at once");
  EXPECT_EQ(refusal({.request_rate = RequestRate(2), .arrivals = Arrivals::together}),
            "request_rate: a request_rate of 2 request/s where all requests arrive together | concurrency, or arrivals "
            "= \"steady\"");
}

TEST(Serving, ARateIsServedByAsManyReplicasAsItNeeds) {
  const Solved one = solve({.input_tokens = 1024, .output_tokens = 256});
  ServingParams p{.input_tokens = 1024, .output_tokens = 256};
  p.request_rate = one.out.capacity * 2.5;
  const Solved s = solve(p);
  EXPECT_EQ(s.out.replicas, 3);
  EXPECT_NEAR(s.out.tokens_per_second.base(), p.request_rate->base() * 256, 1e-6);
}

TEST(Serving, OneReplicaTooLargeForTheFleetIsASentence) {
  try {
    solve({.tensor_parallel = 8});
    FAIL();
  } catch (const InputError& e) {
    EXPECT_EQ(e.problems().front().what, "one replica takes 8 x 1 = 8 devices, the fleet has 1");
  }
}

}  // namespace
}  // namespace fleetline::serving
