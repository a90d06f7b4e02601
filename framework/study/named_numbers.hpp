// The two numbers behind a refusal that gives only how much is missing, from the fields that its reason names.
#pragma once

#include "scenario/plan.hpp"

namespace fleetline {

class NamedNumbers {
 public:
  /// "itl_limit must be longer: it is below itl_floor" and 3.5 ms missing: what it takes is the output's 4.5 ms, the limit the parameter's
  /// 1 ms. Nothing is filled in where the solver gave both, or where the difference of the named two is not what is missing.
  void fill(Status& status, const Stage& stage, const void* params, const void* inputs, const void* outputs);

 private:
  void look_up(const Status& status, const Stage& stage);

  Label reason_;  ///< of the fields: a sweep repeats its reasons
  const Field *param_ = nullptr, *input_ = nullptr, *output_ = nullptr;
};

}  // namespace fleetline
