// Schemas: parameters, inputs and outputs declared once.
//
//   struct Params {
//     double efficiency = 1.0;                     // the member initialiser *is* the default
//     Bandwidth link{4e11};
//     static const Schema<Params>& schema() {
//       static const auto s = Schema<Params>("What these parameters steer")
//         .add("efficiency", &Params::efficiency, "1", "Fraction of peak that kernels reach", {.range = fraction})
//         .add("link", &Params::link, "GB/s", "Bandwidth of one link, one direction", {.range = positive});
//       return s;
//     }
//   };
//
// From that come parsing, units, range checks, "did you mean", describe, JSON Schema, sweep setters and the
// columns of results. A schema is built once, before use, and never changed. [any thread to read]
//
// Members may be: bool, int, std::int64_t, double, Quantity, Format, std::string, an enum with choices, Ref<Record>,
// std::optional of the scalar ones (not given: empty), std::vector<double | Quantity | std::string | Ref<Record>>,
// std::vector<Named<double | Quantity>> (a table with free keys), a struct with a schema (a table), and
// std::vector of such (an array of tables). Outputs, which are copied as bytes, give a list as
// std::span<const double | Quantity>: a view of what the solver keeps in its Work or State until it solves again.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "fleetline/format.hpp"
#include "fleetline/problem.hpp"
#include "fleetline/quantity.hpp"
#include "fleetline/record.hpp"
#include "fleetline/value.hpp"

namespace fleetline {

enum class FieldType : unsigned char {
  boolean, integer, number, choice, format, text, reference, list, map, table, tables
};

/// Allowed values, in the declared unit's *base* unit; an open end excludes itself.
struct Limits {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool open_low = false, open_high = false;
};
inline constexpr Limits any_number{};
inline constexpr Limits positive{.low = 0, .open_low = true};
inline constexpr Limits non_negative{.low = 0};
inline constexpr Limits fraction{.low = 0, .high = 1, .open_low = true};      ///< (0, 1]
inline constexpr Limits share{.low = 0, .high = 1};                           ///< [0, 1]
constexpr Limits at_least(double low) { return {.low = low}; }

enum class Direction : unsigned char { none, lower, higher };

struct FieldOptions {
  Limits range = {};
  bool required = false;   ///< no default: must be given
  bool shapes = false;     ///< parameters and inputs: a change means preparing again
  bool calibrate = false;  ///< parameters: the default is a guess to be calibrated; --strict refuses it
  std::string_view source = {};  ///< where the default or the equation comes from
  std::string_view refines = {};  ///< inputs: the one of which it is the finer account; of the same stage, or of none
  // outputs only
  Direction direction = Direction::none;  ///< which way is better
  bool headline = false;                  ///< shown when nobody chose columns
  std::string_view equation = {};         ///< "latency = max(compute_time, memory_time) + overhead_time"
  std::string_view uses = {};             ///< names in the equation, comma separated: outputs, parameters, inputs,
                                          ///< "hardware.X", "workload.X"
};

/// True when `value` (in base units) lies in `range`.
bool within(const Limits& range, double value);

struct Choice {
  std::string_view name;
  int value = 0;
  std::string_view doc = {};
};

/// Declares a table with free keys: { fp16 = "312 TFLOP/s", int8 = "624 TFLOP/s" }.
template <class T>
struct Named {
  std::string name;
  T value{};
};

class AnySchema;
struct Field;

/// Resolves references to records; provided by the kernel.
class RecordSource {
 public:
  virtual ~RecordSource();
  /// nullptr after adding a problem: unknown name, with the nearest.
  virtual std::shared_ptr<const void> record(std::string_view kind, const Value& reference,
                                             const std::string& path, Problems& problems) = 0;
};

/// What reading needs at hand. `path` is the dotted path of the table being read.
struct ReadContext {
  Problems& problems;
  RecordSource* records = nullptr;
  std::string path;
  bool element = false;  ///< `path` is already that of the value: an element of a list or map

  std::string path_of(std::string_view key) const;
};

/// How one member type is read, written and set. Plain functions: they live in the declaring library.
struct Codec {
  FieldType type = FieldType::number;
  FieldType element = FieldType::number;  ///< of lists and maps
  bool optional = false;
  bool plain_double = false;  ///< the member is exactly one double in base units: may be read and written in place
  void (*read)(void* member, const Value&, const Field&, ReadContext&) = nullptr;
  /// Canonical text; empty when optional and not given.
  std::string (*write)(const void* member, const Field&) = nullptr;
  /// Numbers, booleans, choices and formats as a double (NaN: not given). nullptr for the rest.
  double (*get)(const void* member) = nullptr;
  void (*set)(void* member, double) = nullptr;
  void (*assign)(void* to, const void* from) = nullptr;
  const AnySchema* (*nested)() = nullptr;  ///< of tables
  // Lists of numbers that one stage hands another, in base units.
  std::span<const double> (*view)(const void* member) = nullptr;         ///< of outputs: std::span
  void (*take)(void* member, std::span<const double> values) = nullptr;  ///< of inputs: std::vector; keeps its memory
};

struct Field {
  std::string_view name, unit, doc;
  Dimension dimension;
  std::size_t offset = 0;
  std::vector<Choice> choices;
  std::string_view record_kind = {};
  FieldOptions options;
  Codec codec;

  void* in(void* object) const { return static_cast<char*>(object) + offset; }
  const void* in(const void* object) const { return static_cast<const char*>(object) + offset; }
  bool numeric() const { return codec.get != nullptr; }
};

/// A schema without its type: what the kernel works with.
class AnySchema {
 public:
  std::string_view doc() const { return doc_; }
  std::span<const Field> fields() const { return fields_; }
  const Field* find(std::string_view name) const;
  std::size_t size() const { return size_; }
  bool trivially_copyable() const { return trivial_; }

  /// Read `table` over the defaults already in `object`. Adds a problem for every unknown key, wrong type, wrong
  /// unit, value out of range and missing required key, then runs the cross-field check if those were clean.
  void read(void* object, const Table& table, Where where, ReadContext& context) const;
  bool has_check() const { return check_ != nullptr; }
  /// The cross-field check alone, for an object whose members were set by other means.
  void check(const void* object, const Table& table, ReadContext& context) const;

 protected:
  friend class Box;
  AnySchema() = default;
  std::string_view doc_;
  std::vector<Field> fields_;
  std::size_t size_ = 0, align_ = 1;
  bool trivial_ = false;
  void (*construct_)(void*) = nullptr;
  void (*copy_)(void*, const void*) = nullptr;
  void (*destroy_)(void*) = nullptr;
  void (*check_)(void (*)(), const void*, const Table&, ReadContext&) = nullptr;
  void (*user_check_)() = nullptr;
};

/// An object of a schema's type, owned without knowing the type. Starts with the defaults.
class Box {
 public:
  Box() = default;
  explicit Box(const AnySchema& schema);
  Box(const Box& other);
  Box(Box&& other) noexcept : schema_(std::exchange(other.schema_, nullptr)), data_(std::exchange(other.data_, nullptr)) {}
  Box& operator=(Box other) noexcept { std::swap(schema_, other.schema_); std::swap(data_, other.data_); return *this; }
  ~Box();

  void* data() { return data_; }
  const void* data() const { return data_; }
  const AnySchema* schema() const { return schema_; }
  explicit operator bool() const { return data_ != nullptr; }

 private:
  const AnySchema* schema_ = nullptr;
  void* data_ = nullptr;
};

template <class T> class Schema;
template <class T> concept HasSchema = requires { T::schema(); };

namespace detail {

// Readers shared by all members of a kind; each adds a problem and returns false when it cannot.
bool read_boolean(const Value&, const Field&, ReadContext&, bool& out);
bool read_integer(const Value&, const Field&, ReadContext&, std::int64_t& out);
/// False, with a problem, when a member of its type cannot hold `i`.
bool fits(const Value&, const Field&, ReadContext&, std::int64_t i, std::int64_t low, std::int64_t high);
bool read_number(const Value&, const Field&, ReadContext&, double& out);
bool read_text(const Value&, const Field&, ReadContext&, std::string& out);
bool read_format(const Value&, const Field&, ReadContext&, Format& out);
bool read_choice(const Value&, const Field&, ReadContext&, int& out);
const Array* read_array(const Value&, const Field&, ReadContext&);
const Table* read_table(const Value&, const Field&, ReadContext&);
/// Element `index` of a list, or key `key` of a map: the same field under a longer path.
ReadContext nested_context(const ReadContext&, const Field&, std::string_view suffix);

std::string write_boolean(bool);
std::string write_integer(std::int64_t);
std::string write_number(double base, const Field&);
std::string write_choice(int, const Field&);
std::string write_list(const std::vector<std::string>& items);

template <class M> Codec codec_of();

}  // namespace detail

/// The builder a struct's static schema() uses.
template <class T>
class Schema : public AnySchema {
 public:
  using Object = T;

  explicit Schema(std::string_view doc = {}) {
    doc_ = doc;
    size_ = sizeof(T);
    align_ = alignof(T);
    trivial_ = std::is_trivially_copyable_v<T>;
    construct_ = [](void* at) { ::new (at) T(); };
    copy_ = [](void* at, const void* from) { ::new (at) T(*static_cast<const T*>(from)); };
    destroy_ = [](void* at) { static_cast<T*>(at)->~T(); };
  }

  /// Any member but an enum. `unit`: how people write it ("TB/s"); "" for what has no unit.
  template <class M>
  Schema& add(std::string_view name, M T::*member, std::string_view unit, std::string_view doc,
              FieldOptions options = {}) {
    static_assert(!std::is_enum_v<M>, "an enum needs its choices: add(name, &T::member, {{E::a, {\"a\", 0, \"doc\"}}, ...}, doc)");
    append(name, member, unit, doc, options, detail::codec_of<M>());
    return *this;
  }

  /// An enum, with the text of each value.
  template <class E>
    requires std::is_enum_v<E>
  Schema& add(std::string_view name, E T::*member, std::initializer_list<std::pair<E, Choice>> choices,
              std::string_view doc, FieldOptions options = {}) {
    Field& field = append(name, member, "", doc, options, detail::codec_of<E>());
    for (const auto& [value, choice] : choices)
      field.choices.push_back({choice.name, static_cast<int>(value), choice.doc});
    return *this;
  }

  /// A check across fields, run after every field was read cleanly; it adds problems to the context.
  Schema& check(void (*function)(const T&, const Table&, ReadContext&)) {
    user_check_ = reinterpret_cast<void (*)()>(function);
    check_ = [](void (*f)(), const void* object, const Table& table, ReadContext& context) {
      reinterpret_cast<void (*)(const T&, const Table&, ReadContext&)>(f)(*static_cast<const T*>(object), table, context);
    };
    return *this;
  }

 private:
  template <class M>
  Field& append(std::string_view name, M T::*member, std::string_view unit, std::string_view doc,
                const FieldOptions& options, Codec codec);
};

}  // namespace fleetline

#include "fleetline/schema_codecs.hpp"  // IWYU pragma: export
