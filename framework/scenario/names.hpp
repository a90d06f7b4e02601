// Names in columns, [derive], [[expect]] and `where`: what they mean in a plan, as slots.
#pragma once

#include <set>

#include "plan.hpp"
#include "stages.hpp"

namespace fleetline {

/// Makes a slot the first time a name is used. A name is
///   STAGE.NAME       an output, a parameter or an input of a stage
///   hardware.NAME    a numeric parameter of a subject (also workload.NAME, solve.STAGE.hardware.NAME)
///   NAME             a [derive] name, or an output or parameter only one stage has
///   an axis          "hardware", "hardware.peak.fp16": whatever is swept
class SlotNames : public Names {
 public:
  /// `root` is the scenario as written, with a [solve] table. What it names and the plan could not resolve is known to be wrong
  /// already: nothing more is said about names that lie there.
  SlotNames(Plan& plan, const std::vector<PlacedAxis>& axes, const Value& root, Problems& problems);

  std::optional<NameInfo> resolve(std::string_view name) const override;
  std::vector<std::string_view> all() const override;
  std::string ambiguity(std::string_view name) const override;

  /// The slot of a name, or a problem with the nearest one.
  std::optional<std::uint32_t> slot(std::string_view name, const Where& where, const std::string& path);
  /// Compiles every [derive] entry, in order of need.
  void compile_derived();
  /// The slot that shows an axis.
  std::uint32_t axis_slot(const PlacedAxis& axis);
  /// An expression over these names. What follows from another one's mistake is not reported again.
  std::optional<Expression> compile(const std::string& text, const Where& where, const std::string& path);
  /// A slot with the value of a numeric expression: the one it names, or a new one called by its text.
  std::optional<std::uint32_t> number(const std::string& text, const Where& where, const std::string& path);
  /// True for a name that lies in a stage or subject which is already known to be wrong.
  bool unknowable(std::string_view name) const;
  bool is_derived(std::string_view name) const;
  /// An output that is a list: no slot has room for it.
  bool is_list(std::string_view name) const;

 private:
  std::optional<std::uint32_t> find(std::string_view name);
  std::optional<std::uint32_t> find_in_stage(const std::string& name, std::uint32_t stage, std::string_view field);
  std::optional<std::uint32_t> find_in_subject(const std::string& name);
  std::optional<std::uint32_t> find_bare(const std::string& name);
  std::optional<std::uint32_t> derive(const Table::Entry& entry);
  std::optional<Expression> compile_entry(const Table::Entry& entry);
  std::uint32_t add_derived(const std::string& name, const std::string& doc, const Expression& expression);
  std::vector<std::string> meanings(std::string_view bare) const;
  void find_unknowable(const Value& root);
  void report_circle(const Table::Entry& entry);
  std::uint32_t add(Slot slot);

  Plan& plan_;
  const std::vector<PlacedAxis>& axes_;
  const Value* derive_;
  Problems& problems_;
  std::map<std::string, std::uint32_t, std::less<>> known_;
  std::vector<std::string> being_derived_;  ///< the chain of expressions being compiled
  std::set<std::string> broken_;            ///< expressions with problems of their own
  std::set<std::string, std::less<>> broken_stages_;  ///< of an unknown solver
  std::vector<std::string> broken_subjects_;          ///< "hardware.": what could not be resolved
  bool rests_on_broken_ = false;            ///< the expression being compiled names one of these three
  std::vector<std::string> all_;
};

/// "solve.roofline.batch" -> "roofline.batch", "hardware.use" -> "hardware": how an axis is called in results.
std::string axis_name(std::string_view path);

}  // namespace fleetline
