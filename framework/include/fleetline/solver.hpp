// A solver answers one question about workload, hardware and fleet, with named metrics that carry units.
//
// It works in two beats. prepare() does everything that depends only on the subjects and on the parameters marked
// `shapes`: lowering, pricing, tables. The kernel calls it once per distinct combination and shares the result
// between cases and threads. solve() is the hot loop: plain arithmetic on the prepared tables, no allocation, no look-up
// by name.
//
// Parameters, inputs and outputs are plain structs with a Schema; the kernel owns their memory and hands it in
// untyped. Authors derive from sdk::SolverOf, which restores the types.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "fleetline/answer.hpp"
#include "fleetline/fleet.hpp"
#include "fleetline/hardware.hpp"
#include "fleetline/rng.hpp"
#include "fleetline/workload.hpp"

namespace fleetline {

/// What a solver is asked about. Pointers live at least as long as what prepare() makes of them; those the component did
/// not declare as needed may be null. With a `hardware` there is a `fleet`: the scenario's, or one device of it.
struct Subjects {
  const Workload* workload = nullptr;
  const Hardware* hardware = nullptr;
  const Fleet* fleet = nullptr;
};

/// An object one stage makes and another consumes: compression yields a derived workload. Its handle keeps the
/// library that made it, and every object it wraps, loaded.
struct Object {
  Label name;
  std::shared_ptr<const Workload> workload;
  std::shared_ptr<const Hardware> hardware;
};

/// What prepare() made: immutable from then on. Solvers derive their own.
class Prepared {
 public:
  virtual ~Prepared();
  std::vector<Object> objects;  ///< those the component declares, in that order
};

/// Memory that solve() may scribble on: one per thread and stage, never shared, kept between cases.
class Scratch {
 public:
  virtual ~Scratch();
};

/// One case as a solver sees it: its parameter and input structs, and its source of randomness.
struct Case {
  const void* params = nullptr;
  const void* inputs = nullptr;
  RngKey rng = {};
};

/// Where the answer goes: the outputs struct, reset to its initialisers before each call (those that an infeasible answer leaves
/// so have no value), and, only when somebody looks at this one case, the details.
struct Answer {
  void* outputs = nullptr;
  Detail* detail = nullptr;
};

class Solver {
 public:
  virtual ~Solver();

  /// [any thread] [const] May throw InputError for parameters these subjects do not admit. Parameters and inputs not
  /// marked `shapes` must not be read, nor `c.rng`: they hold the values of some other case.
  std::unique_ptr<Prepared> prepare(const Subjects& subjects, const Case& c) const { return do_prepare(subjects, c); }

  /// [any thread, one scratch each] [const] Pure: the same case gives the same bits. Any exception makes this case
  /// `failed` and is reported with the case. Outputs that are not finite make it `failed`, too.
  Status solve(const Prepared& prepared, const Case& c, Scratch* scratch, Answer& answer) const {
    return do_solve(prepared, c, scratch, answer);
  }

  /// nullptr when solve() needs none.
  virtual std::unique_ptr<Scratch> make_scratch() const { return nullptr; }

 private:
  virtual std::unique_ptr<Prepared> do_prepare(const Subjects& subjects, const Case& c) const = 0;
  virtual Status do_solve(const Prepared& prepared, const Case& c, Scratch* scratch, Answer& answer) const = 0;
};

}  // namespace fleetline
