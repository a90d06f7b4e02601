// What a solver under test is asked about: a device, a workload and a fleet of one, simple enough to check by hand.
//
// Device: 100 TFLOP/s in every format, 1 TB/s, 64 GB, 10 us per dispatch; an operator takes the larger of compute and memory
// time. Workload: 10 equal layers of one square matrix, 1e9 parameters in all, with a token axis; training adds the
// two backward passes and an Adam step. Every fact can be scaled: so promises about "hardware.X" and "workload.X" are checked.
#pragma once

#include <memory>
#include <string_view>

#include "fleetline/solver.hpp"

namespace fleetline::conformance {

struct TestDevice {
  HardwareFacts facts;
  FlopRate rate{1e14};
  TestDevice();
};

struct TestModel {
  WorkloadFacts facts;
  TestModel();
};

class TestSubjects {
 public:
  explicit TestSubjects(const TestDevice& device = {}, const TestModel& model = {});
  ~TestSubjects();
  Subjects view() const { return {workload_.get(), hardware_.get(), fleet_.get()}; }

 private:
  std::shared_ptr<const Hardware> hardware_;
  std::unique_ptr<const Workload> workload_;
  std::unique_ptr<const Fleet> fleet_;
};

/// The subjects with the fact "hardware.X" or "workload.X" times `factor`; nullptr when there is no such fact.
std::unique_ptr<TestSubjects> scaled_subjects(std::string_view fact, double factor);

std::shared_ptr<const Hardware> make_test_hardware(const TestDevice& device = {});

}  // namespace fleetline::conformance
