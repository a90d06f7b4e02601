// Workers of one plan on plain threads. ThreadSanitizer sees these whole; inside TBB, whose library is not instrumented, it sees
// races that are not there.
#include <cmath>
#include <thread>

#include "study/worker.hpp"
#include "world.hpp"

namespace fleetline::test {
namespace {

TEST(Threads, WorkersOfOnePlanShareItWithoutRaces) {
  const Scenario scenario = plan(
      "workload = 'Llama-3-8B'\n[hardware]\nuse = { sweep = ['A100', 'H100'] }\n[solve.roofline]\nefficiency = { sweep = [0.5, 1.0] }\n"
      "batch = { sweep = { from = 1, to = 40, step = 1 } }\nprecision = { sweep = ['bf16', 'fp8', 'int4 g128'] }\n"
      "[show]\ncolumns = ['roofline.*']\n[derive]\nx = 'roofline.latency * 2'\n");
  const Plan& only = scenario.plans.front();
  PlanRun run(only);
  constexpr std::size_t threads = 4;
  std::vector<std::vector<double>> sums(threads);
  std::vector<std::thread> crew;
  for (std::size_t t = 0; t < threads; ++t)
    crew.emplace_back([&, t] {
      Worker worker(run);
      for (std::uint64_t position = 0; position < only.cases; ++position) {  // every thread all cases: they meet at every preparation
        worker.place(position);
        worker.solve();
        double sum = 0;
        for (std::size_t i = 0; i < only.slots.size(); ++i) sum += std::isnan(worker.slots()[i]) ? 0 : worker.slots()[i];
        sums[t].push_back(sum);
      }
    });
  for (std::thread& thread : crew) thread.join();
  for (std::size_t t = 1; t < threads; ++t) EXPECT_EQ(sums[t], sums[0]);
}

}  // namespace
}  // namespace fleetline::test
