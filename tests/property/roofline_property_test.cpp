// For any machine and model: more work is never faster, better hardware never slower, and no number breaks physics. Through the whole
// program: scenario text, loaded plugins, runner.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "fleetline/text.hpp"
#include "scenario/world.hpp"

namespace fleetline::test {
namespace {

struct Machine {
  double teraflops = 100, bandwidth_gb = 1000, memory_gb = 80, layer_us = 5;
};
struct Model {
  int layers = 32, heads = 32, kv_heads = 8, head_dim = 128, ffn = 8192, vocabulary = 32000;
};
struct Question {
  int batch = 1, context = 1024;
  bool prefill = false;
  double efficiency = 1;
};

double between(double low, double high) {
  const int step = *rc::gen::inRange(0, 1001);
  return low * std::pow(high / low, step / 1000.0);
}

Machine any_machine() { return {between(0.1, 5000), between(1, 20000), between(1, 500), between(0.001, 100)}; }

Model any_model() {
  const int kv = *rc::gen::element(1, 2, 4, 8), per_kv = *rc::gen::element(1, 2, 8);
  return {*rc::gen::inRange(1, 100), kv * per_kv, kv, *rc::gen::element(64, 128), 64 * *rc::gen::inRange(1, 400), *rc::gen::inRange(100, 200'000)};
}

Question any_question() {
  return {*rc::gen::inRange(1, 2000), *rc::gen::inRange(1, 8192), *rc::gen::arbitrary<bool>(), between(0.05, 1)};
}

std::string scenario(const Machine& h, const Model& w, const Question& q) {
  return cat("[workload]\nkind = 'transformer'\nlayers = ", w.layers, "\nhidden = ", w.heads * w.head_dim, "\nheads = ", w.heads, "\nkv_heads = ", w.kv_heads,
             "\nffn = ", w.ffn, "\ngated = true\nvocabulary = ", w.vocabulary, "\ntied_embeddings = false\nmax_context = 1000000\nnative = 'bf16'\n",
             "[hardware]\nkind = 'datasheet'\nmemory = '", exact_text(h.memory_gb), " GB'\nmemory_bandwidth = '", exact_text(h.bandwidth_gb),
             " GB/s'\npeak = { bf16 = '", exact_text(h.teraflops), " TFLOP/s' }\nlayer_overhead = '", exact_text(h.layer_us),
             " us'\nidle_power = '50 W'\npeak_power = '400 W'\n[solve.roofline]\nbatch = ", q.batch, "\nphase = '", q.prefill ? "prefill" : "decode", "'\n",
             q.prefill ? "prompt = " : "context = ", q.context, "\nefficiency = ", exact_text(q.efficiency), "\n[show]\ncolumns = ['roofline.*']\n");
}

double latency(const Machine& h, const Model& w, const Question& q) { return at(run(scenario(h, w, q), 1), "roofline.latency"); }

/// `a` is at most `b`, up to the rounding of sums.
void at_most(double a, double b) { RC_ASSERT(a <= b * (1 + 1e-12)); }

#define PROPERTY(name, ...) \
  TEST(RooflineProperty, name) { ASSERT_TRUE(rc::check(#name, [] __VA_ARGS__)); }

PROPERTY(LatencyNeverFallsWhenBatchGrows, {
  const Machine h = any_machine();
  const Model w = any_model();
  Question q = any_question();
  const double before = latency(h, w, q);
  q.batch += *rc::gen::inRange(1, 500);
  at_most(before, latency(h, w, q));
})

PROPERTY(MoreArithmeticIsNeverSlower, {
  Machine h = any_machine();
  const Model w = any_model();
  const Question q = any_question();
  const double before = latency(h, w, q);
  h.teraflops *= between(1, 100);
  at_most(latency(h, w, q), before);
})

PROPERTY(MoreBandwidthIsNeverSlower, {
  Machine h = any_machine();
  const Model w = any_model();
  const Question q = any_question();
  const double before = latency(h, w, q);
  h.bandwidth_gb *= between(1, 100);
  at_most(latency(h, w, q), before);
})

PROPERTY(NumbersObeyPhysics, {
  const Machine h = any_machine();
  const Results r = run(scenario(h, any_model(), any_question()), 1);
  const double time = at(r, "roofline.latency");
  RC_ASSERT(at(r, "roofline.mfu") > 0 && at(r, "roofline.mfu") <= 1 + 1e-12);
  RC_ASSERT(at(r, "roofline.hfu") <= 1 + 1e-12);
  at_most(std::max(at(r, "roofline.compute_time"), at(r, "roofline.memory_time")) + at(r, "roofline.overhead_time"), time);
  at_most(time, at(r, "roofline.compute_time") + at(r, "roofline.memory_time") + at(r, "roofline.overhead_time"));
  at_most(at(r, "roofline.roofline_latency"), time);
  at_most(at(r, "roofline.energy"), 400 * time);
  at_most(50 * time, at(r, "roofline.energy"));
  const double missing = at(r, "roofline.missing_memory"), excess = at(r, "roofline.memory_footprint") - h.memory_gb * 1e9;
  RC_ASSERT(std::fabs(missing - std::max(0.0, excess)) <= 1e-9 * at(r, "roofline.memory_footprint"));
  RC_ASSERT((r.status[0] == Status::Code::infeasible) == (missing > 0));
})

PROPERTY(TheLargestBatchFitsAndTheNextDoesNot, {
  const Machine h = any_machine();
  const Model w = any_model();
  Question q = any_question();
  const double most = at(run(scenario(h, w, q), 1), "roofline.max_batch");
  RC_PRE(!std::isnan(most) && most >= 1 && most < 1e6);
  q.batch = static_cast<int>(most);
  RC_ASSERT(run(scenario(h, w, q), 1).status[0] == Status::Code::ok);
  q.batch += 1;
  RC_ASSERT(run(scenario(h, w, q), 1).status[0] == Status::Code::infeasible);
})

}  // namespace
}  // namespace fleetline::test
