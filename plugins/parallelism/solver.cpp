#include "solver.hpp"

#include <algorithm>
#include <cmath>

#include "fleetline/sdk/power.hpp"
#include "fleetline/text.hpp"
#include "memory_facts.hpp"

namespace fleetline::parallelism {
namespace {

constexpr std::array<Recompute, 3> recomputes = {Recompute::none, Recompute::selective, Recompute::full};

/// Layouts to times. Layers are priced when a layout first asks for them; wires once for each split.
class Timer {
 public:
  Timer(const Subjects& subjects, const TrainingStack& stack, const Step& step, const LayoutSpace& space,
        const Regime& regime)
      : subjects_(subjects),
        stack_(stack),
        step_(step),
        space_(space),
        regime_(regime),
        micro_batches_(divisors(space.batch)),
        index_(space.tensor_degrees.size() * space.expert_degrees.size() * 6 * micro_batches_.size(), 0) {}

  Timed operator()(const LayoutChoice& c) { return step_time(model(c), wires(c), c, space_.batch); }

  const ModelTimes& model(const LayoutChoice& c) {
    const auto place = [](const std::vector<std::uint32_t>& values, std::uint32_t value) {
      return static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), value) - values.begin());
    };
    std::size_t at = place(space_.tensor_degrees, c.tensor);
    at = at * space_.expert_degrees.size() + place(space_.expert_degrees, c.expert);
    at = (at * 2 + c.sequence_parallel) * 3 + static_cast<std::size_t>(c.recompute);
    at = at * micro_batches_.size() + place(micro_batches_, c.micro_batch);
    if (index_[at] == 0) {
      models_.push_back(priced(c));
      index_[at] = static_cast<std::uint32_t>(models_.size());
    }
    return models_[index_[at] - 1];
  }

 private:
  ModelTimes priced(const LayoutChoice& c) {
    Step step = step_;
    step.train.sequences = c.micro_batch;
    step.train.recompute = c.recompute;
    return model_times(
        *subjects_.workload, *subjects_.hardware, *subjects_.fleet, stack_, step,
        {.tensor = c.tensor, .context = space_.context, .expert = c.expert, .sequence_parallel = c.sequence_parallel},
        arena_, regime_);
  }
  const Wires& wires(const LayoutChoice& c) {
    if (regime_.free || (wired_ && wired_->same_split(c) && wired_->expert == c.expert)) return wires_;
    wires_ = wires_of(*subjects_.fleet, stack_, c);
    wired_ = c;
    return wires_;
  }

  const Subjects& subjects_;
  const TrainingStack& stack_;
  const Step& step_;
  const LayoutSpace& space_;
  const Regime regime_;
  std::vector<std::uint32_t> micro_batches_;
  std::vector<std::uint32_t> index_;  ///< 0: not priced yet
  std::vector<ModelTimes> models_;
  std::optional<LayoutChoice> wired_;
  Wires wires_;
  Lowering arena_;
};

Step step_of(const ParallelismParams& p, const Workload& workload, const MemoryConstants& c, double sequence,
             Format bf16, Format fp32) {
  PrecisionPolicy policy = sdk::policy_of(workload.facts().native, {p.precision, {}, {}, {}, {}});
  if (p.precision &&
      p.precision->bits < 16) {  // narrow products only: what is stored stays as it is (Micikevicius et al. 2022)
    policy = workload.facts().native;
    policy.math = *p.precision;
  }
  for (Format* f : {&policy.math, &policy.weights, &policy.activations, &policy.kv})
    if (!*f) *f = bf16;
  policy.gradients = c.gradients;
  policy.moments = fp32;
  policy.master = policy.weights.bits < 32 ? fp32 : Format{};
  Step step;
  step.mode = Mode::training;
  step.train = {
      .sequences = 1, .tokens_per_sequence = sequence, .recompute = Recompute::none, .optimizer = p.optimizer};
  step.precision = policy;
  return step;
}

void require_fabric(const ParallelismParams& p, const Fleet& fleet) {
  if (p.communication == Communication::free || fleet.device_count() == 1) return;
  Problems problems;
  if (fleet.topology() == nullptr)
    problems.add({}, "communication", cat("nothing connects the fleet's ", fleet.device_count(), " devices"),
                 "node_fabric and fabric in [fleet], or communication = \"free\"");
  else if (const Profiles all =
               fleet.profiles({.start = 0, .counts = {fleet.device_count(), 1, 1, 1}, .strides = {1, 0, 0, 0}});
           !all.connected)
    problems.add({}, "communication", std::string(all.gap.text()), std::string(all.remedy.text()));
  problems.raise();
}

/// Layers, batches and memory are split evenly: that is a plan for devices that are alike. On others the slow ones
/// would pace the fast ones and the small ones decide what fits, which nobody would build.
void require_alike(const Fleet& fleet, Format math) {
  const Partition& first = fleet.partitions().front();
  const auto alike = [&](const Partition& p) {
    const HardwareFacts &a = first.hardware->facts(), &b = p.hardware->facts();
    return a.memory_capacity == b.memory_capacity && a.memory_bandwidth == b.memory_bandwidth &&
           first.hardware->peak(math).rate == p.hardware->peak(math).rate;
  };
  Problems problems;
  for (const Partition& p : fleet.partitions())
    if (!alike(p))
      problems.add({}, "",
                   cat("partition '", p.name.text(), "' of the fleet has other hardware than '", first.name.text(),
                       "': a layout is split evenly over devices that are alike"),
                   "partitions of one hardware, at as many sites as there are");
  problems.raise();
}

void fill_memory_table(const Workload& workload, const Step& step, const MemoryConstants& constants,
                       const Regime& regime, LayoutSpace& space, MemoryTable& table) {
  Lowering arena;
  for (const std::uint32_t t : space.tensor_degrees)
    for (const std::uint32_t e : space.expert_degrees)
      for (const bool sp : {false, true}) {
        if (!space.admits_sequence_parallel(t, sp)) continue;
        const Sharding sharding{.tensor = t, .expert = e, .sequence_parallel = sp};
        auto memory = model_memories(workload, step, sharding, constants, arena);
        for (ModelMemory& m : memory) {
          m.kept *= 1 - regime.offload;
          if (!regime.frozen()) continue;  // adapters are a hundredth of what they adapt
          for (States* states : {&m.layer, &m.first, &m.last, &m.layer_experts})
            states->gradients = states->optimizer = Bytes(0);
        }
        space.selective |= memory[0].kept > memory[1].kept;
        table.add(t, sp, memory, e);
      }
}

/// Every split fails for some reason: the place is the choice that most of them fail on, the nearest cure that of that
/// choice.
void refuse_empty(const ParallelismParams& p, const LayoutSpace& s, const Undivided& u) {
  struct Reason {
    std::uint64_t splits;
    const char* place;
    std::string clause, cure;
  };
  const std::int64_t chunks = p.virtual_stages.value_or(1);
  const Reason reasons[] = {
      {u.micro_batch, "micro_batch", cat("no whole micro-batches of ", p.micro_batch.value_or(1)),
       cat("a divisor of ", p.batch, ", or none given")},
      {u.chunks, "virtual_stages", cat("layers or micro-batches that ", chunks, " chunks a device do not divide"),
       "1, or micro-batches in multiples of the stages: chunks pass in groups of them"},
      {u.experts, "expert_parallel",
       cat("replicas that expert groups of ", p.expert_parallel.value_or(1), " do not divide"),
       "a smaller degree, or none given"},
      {u.zero, "zero", "nothing for ZeRO to divide, or a pipeline under ZeRO 2 or 3",
       "optimizer; with ZeRO 2 and 3 also pipeline_parallel, when both are meant"},
      {u.stages, "pipeline_parallel", cat("more stages than the ", s.layers, " layers"), cat("at most ", s.layers)},
      {u.batch, "batch", cat("replicas among which a batch of ", p.batch, " sequences does not divide"),
       cat("a multiple of ", s.devices, ", or fewer degrees given")}};
  const Reason* most = std::max_element(std::begin(reasons), std::end(reasons),
                                        [](const Reason& a, const Reason& b) { return a.splits < b.splits; });
  std::string why;
  for (const Reason& r : reasons)
    if (r.splits > 0)
      why += cat(why.empty() ? "" : ", ", r.splits, r.splits == 1 ? " split with " : " splits with ", r.clause);
  Problems problems;
  problems.add({}, most->place, cat("no layout of ", s.devices, " devices is left: ", why), most->cure);
  problems.raise();
}

}  // namespace

std::unique_ptr<ParallelismState> Parallelism::setup(const Subjects& subjects, const Params& params) const {
  auto state = std::make_unique<State>();
  State& s = *state;
  const TrainingStack defaults;
  const TrainingStack& stack = params.stack ? *params.stack : defaults;
  const Workload& workload = *subjects.workload;
  s.hardware = subjects.hardware->facts();
  s.tokens = workload.facts().tokens;
  s.sequence = s.tokens
                   ? static_cast<double>(params.sequence.value_or(static_cast<std::int64_t>(
                         workload.facts().max_context > 0 ? std::min(workload.facts().max_context, 4096.0) : 4096)))
                   : 1;
  s.context = static_cast<std::uint32_t>(params.context_parallel);
  if (s.context > 1) s.sequence = std::floor(s.sequence / s.context);
  s.usable = params.fit == Fit::ignored ? Bytes(1e18) : s.hardware.memory_capacity * stack.memory.usable;
  s.free_communication = params.communication == Communication::free;
  s.devices_per_node = subjects.fleet->partitions().front().devices_per_node;
  require_fabric(params, *subjects.fleet);
  require_alike(*subjects.fleet, bf16_);
  const Step step = step_of(params, workload, stack.memory, s.sequence, bf16_, fp32_);
  Problems problems;
  s.space = space_of(workload, params, subjects.fleet->device_count(), step, problems);
  const Regime regime{static_cast<double>(params.adapter_rank), params.offload, s.free_communication,
                      params.whole_experts};
  fill_memory_table(workload, step, stack.memory, regime, s.space, s.memory);

  Timer timer(subjects, stack, step, s.space, regime);
  s.found = search(s.space, s.memory, s.usable, [&](const LayoutChoice& c) { return timer(c).step; });
  if (s.found.splits.empty()) refuse_empty(params, s.space, s.found.undivided);
  s.best = s.found.splits.front().best;
  s.timed = timer(s.best.choice);
  s.model = timer.model(s.best.choice);
  for (const Split& split : s.found.splits)
    if (split.fits && s.others.size() < static_cast<std::size_t>(params.top))
      s.others.push_back(timer(split.best.choice));
  return state;
}

Status Parallelism::evaluate(const State& s, const Params& params, Outputs& out, Detail* detail) const {
  const LayoutChoice& c = s.best.choice;
  const StageMemory peak = peak_memory(s.memory.of(c), MemoryTable::stage_layout(c, s.space.batch)).memory;
  const double m = s.space.batch / c.data / c.micro_batch, devices_per_flow = c.pipeline;
  out.step_time = s.timed.step;
  out.mfu = s.model.model_at_peak * (m / devices_per_flow) / s.timed.step;
  out.hfu = s.model.all_at_peak * (m / devices_per_flow) / s.timed.step;
  out.layer_forward_time = s.model.layer.forward + s.model.layer.forward_communication;
  out.layer_backward_time = s.model.layer.total() - out.layer_forward_time;
  out.overhead_time = s.timed.parts[static_cast<std::size_t>(Part::overhead)];
  out.tokens_per_second = Tokens(s.space.batch * s.sequence) / s.timed.step;
  out.accelerators = s.space.devices;
  if (s.hardware.has_power)
    out.accelerator_power = min(s.hardware.peak_power, sdk::running_draw(s.hardware, 0, 0) +
                                                           s.model.dynamic * (m / devices_per_flow) / s.timed.step);
  out.tp = c.tensor;
  out.pp = c.pipeline;
  out.dp = c.data / s.context;
  out.ep = c.expert;
  out.vpp = c.virtual_stages;
  out.micro_batch_size = c.micro_batch;
  out.micro_batches = static_cast<std::int64_t>(m);
  out.zero_stage = static_cast<std::int64_t>(c.zero);
  out.recomputation = c.recompute;
  out.sp = c.sequence_parallel;
  const auto part = [&](Part p) { return s.timed.parts[static_cast<std::size_t>(p)]; };
  out.compute_time = part(Part::compute);
  out.recompute_time = part(Part::recompute);
  out.tensor_time = part(Part::tensor);
  out.expert_time = part(Part::expert);
  out.bubble_time = part(Part::bubble);
  out.stage_time = part(Part::stages);
  out.data_time = part(Part::data);
  out.optimizer_time = part(Part::optimizer);
  out.peak_memory = peak.total();
  out.allocated_memory = peak.allocated();
  out.state_memory = peak.states.total();
  out.training_state = training_state(s.memory.of(c), c.tensor, c.expert);
  out.activation_memory = peak.activations;
  out.logit_memory = peak.logits;
  out.usable_memory = s.usable;
  out.missing_memory = max(Bytes(0), peak.total() - s.usable);
  out.layouts_searched = static_cast<std::int64_t>(s.found.searched);
  out.layouts_too_large = static_cast<std::int64_t>(s.found.too_large);
  if (params.reference.given()) {
    const LayoutChoice wish{.tensor = static_cast<std::uint32_t>(params.reference.tensor_parallel),
                            .pipeline = static_cast<std::uint32_t>(params.reference.pipeline_parallel),
                            .data = static_cast<std::uint32_t>(params.reference.data_parallel)};
    if (const std::size_t rank = s.found.rank(wish); rank > 0 && s.found.splits[rank - 1].fits) {
      out.reference_rank = static_cast<std::int64_t>(rank);
      out.reference_gap = s.found.splits[rank - 1].best.step / s.best.step - 1;
    }
  }
  const Status status = s.found.any()
                            ? Status::ok()
                            : Status::infeasible(s.found.searched > 1 ? no_room_ : too_large_, peak.total(), s.usable);
  if (detail != nullptr) describe(s, params, out, status, *detail);
  return status;
}

}  // namespace fleetline::parallelism
