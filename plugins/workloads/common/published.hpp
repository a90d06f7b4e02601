// What every kind says of a published model beside its sizes, and problems at the place of a key: declared once for all
// kinds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/formats.hpp"
#include "fleetline/quantity.hpp"
#include "fleetline/schema.hpp"

namespace fleetline::workloads {

/// Base of a kind's parameters.
struct Published {
  Published() : Published("fp32") {}
  explicit Published(std::string_view format) : native(format_named(format)) {}

  std::string architecture;
  Format native;
  std::optional<double> published_parameters;
};

/// Of kinds whose FLOPs are published, too.
struct PublishedWithFlops : Published {
  using Published::Published;
  std::optional<Flops> published_flops;
};

/// A member of a base, as one of the parameters themselves.
template <class Params, class Base, class Member>
constexpr Member Params::*inherited(Member Base::*member) {
  return member;
}

/// Where the model is from and in which format. `what`: "sizes", "layers".
template <class Params>
void add_origin(Schema<Params>& schema, std::string_view what = "Where the sizes are published") {
  schema.add("architecture", inherited<Params>(&Published::architecture), "", what)
      .add("native", inherited<Params>(&Published::native), "",
           "Format in which the weights were published; what they multiply in unless a solver is told otherwise");
}

/// What tests compare with.
template <class Params>
void add_published(Schema<Params>& schema) {
  schema.add("published_parameters", inherited<Params>(&Published::published_parameters), "1",
             "Parameters as published: tests compare, nothing computes with it", {.range = positive});
}

/// `doc` says of what: "Forward FLOPs of one sample as published, two per multiply-add: tests compare".
template <class Params>
void add_published_flops(Schema<Params>& schema, std::string_view doc) {
  schema.add("published_flops", inherited<Params>(&PublishedWithFlops::published_flops), "GFLOP", doc,
             {.range = positive});
}

/// Adds problems with the place of the key they are about.
class KeyCheck {
 public:
  KeyCheck(const Table& table, ReadContext& context) : table_(table), context_(context) {}

  /// At `key`, or, when that is what is missing, at the key `beside` that asks for it.
  void add(std::string_view key, std::string what, std::string expected, std::string_view beside = {}) const {
    const Value* value = table_.find(key);
    if (value == nullptr && !beside.empty()) value = table_.find(beside);
    context_.problems.add(value == nullptr ? Where{} : value->where, context_.path_of(key), std::move(what),
                          std::move(expected));
  }
  /// `whole` must divide into `parts`, or `what` says why not.
  void divides(std::string_view key, int whole, int parts, std::string_view what, std::string_view into) const;

 private:
  const Table& table_;
  ReadContext& context_;
};

}  // namespace fleetline::workloads
