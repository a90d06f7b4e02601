// How each member type a schema may declare is read, written and set. Included by schema.hpp.
#pragma once

#include <cmath>

#include "fleetline/schema.hpp"

namespace fleetline::detail {

template <class M> struct MemberTraits;  // one specialisation per kind of member

/// What all scalar members share: get, set and assign through a double.
template <class M, FieldType Type, double (*Get)(const M&), void (*Set)(M&, double)>
Codec scalar_codec() {
  Codec c;
  c.type = Type;
  c.get = [](const void* m) { return Get(*static_cast<const M*>(m)); };
  c.set = [](void* m, double v) { Set(*static_cast<M*>(m), v); };
  return c;
}

inline Codec plain(Codec c) {
  c.plain_double = true;
  return c;
}

template <> struct MemberTraits<bool> {
  static double get(const bool& m) { return m ? 1.0 : 0.0; }
  static void set(bool& m, double v) { m = v != 0.0; }
  static Codec codec() { return scalar_codec<bool, FieldType::boolean, get, set>(); }
  static void read(bool& m, const Value& v, const Field& f, ReadContext& c) { read_boolean(v, f, c, m); }
  static std::string write(const bool& m, const Field&) { return write_boolean(m); }
};

template <class M>
  requires(std::is_integral_v<M> && !std::is_same_v<M, bool>)
struct MemberTraits<M> {
  static double get(const M& m) { return static_cast<double>(m); }
  static void set(M& m, double v) { m = static_cast<M>(v); }
  static Codec codec() { return scalar_codec<M, FieldType::integer, get, set>(); }
  static void read(M& m, const Value& v, const Field& f, ReadContext& c) {
    constexpr auto largest = std::numeric_limits<M>::max();
    constexpr std::int64_t low = std::numeric_limits<M>::min();
    constexpr std::int64_t high = std::in_range<std::int64_t>(largest) ? largest : std::numeric_limits<std::int64_t>::max();
    if (std::int64_t i = 0; read_integer(v, f, c, i) && fits(v, f, c, i, low, high)) m = static_cast<M>(i);
  }
  static std::string write(const M& m, const Field&) { return write_integer(m); }
};

template <> struct MemberTraits<double> {
  static double get(const double& m) { return m; }
  static void set(double& m, double v) { m = v; }
  static Codec codec() { return plain(scalar_codec<double, FieldType::number, get, set>()); }
  static void read(double& m, const Value& v, const Field& f, ReadContext& c) { read_number(v, f, c, m); }
  static std::string write(const double& m, const Field& f) { return write_number(m, f); }
};

template <Dimension D> struct MemberTraits<Quantity<D>> {
  using M = Quantity<D>;
  static double get(const M& m) { return m.base(); }
  static void set(M& m, double v) { m = M(v); }
  static Codec codec() { return plain(scalar_codec<M, FieldType::number, get, set>()); }
  static void read(M& m, const Value& v, const Field& f, ReadContext& c) {
    if (double base = 0; read_number(v, f, c, base)) m = M(base);
  }
  static std::string write(const M& m, const Field& f) { return write_number(m.base(), f); }
};

template <> struct MemberTraits<Format> {
  static double get(const Format& m) { return m.id; }
  static void set(Format& m, double v) { m = format_of(static_cast<FormatId>(v)); }
  static Codec codec() { return scalar_codec<Format, FieldType::format, get, set>(); }
  static void read(Format& m, const Value& v, const Field& f, ReadContext& c) { read_format(v, f, c, m); }
  static std::string write(const Format& m, const Field&) { return std::string(name_of(m)); }
};

template <class E>
  requires std::is_enum_v<E>
struct MemberTraits<E> {
  static double get(const E& m) { return static_cast<double>(static_cast<int>(m)); }
  static void set(E& m, double v) { m = static_cast<E>(static_cast<int>(v)); }
  static Codec codec() { return scalar_codec<E, FieldType::choice, get, set>(); }
  static void read(E& m, const Value& v, const Field& f, ReadContext& c) {
    if (int i = 0; read_choice(v, f, c, i)) m = static_cast<E>(i);
  }
  static std::string write(const E& m, const Field& f) { return write_choice(static_cast<int>(m), f); }
};

template <> struct MemberTraits<std::string> {
  static Codec codec() { return {.type = FieldType::text}; }
  static void read(std::string& m, const Value& v, const Field& f, ReadContext& c) { read_text(v, f, c, m); }
  static std::string write(const std::string& m, const Field&) { return m; }
};

template <class S> struct MemberTraits<std::optional<S>> {
  using Inner = MemberTraits<S>;
  using M = std::optional<S>;
  static double get(const M& m) { return m ? Inner::get(*m) : std::numeric_limits<double>::quiet_NaN(); }
  static void set(M& m, double v) {
    if (std::isnan(v)) m.reset();
    else Inner::set(m.emplace(), v);
  }
  static Codec codec() {
    Codec c = scalar_codec<M, FieldType::number, get, set>();
    c.type = Inner::codec().type;
    c.optional = true;
    return c;
  }
  static void read(M& m, const Value& v, const Field& f, ReadContext& c) { Inner::read(m.emplace(), v, f, c); }
  static std::string write(const M& m, const Field& f) { return m ? Inner::write(*m, f) : std::string(); }
};

template <class R> struct MemberTraits<Ref<R>> {
  static Codec codec() { return {.type = FieldType::reference}; }
  static void read(Ref<R>& m, const Value& v, const Field& f, ReadContext& c) {
    if (!read_text(v, f, c, m.name) || c.records == nullptr) return;
    m.record = std::static_pointer_cast<const R>(c.records->record(R::record_kind, v, c.path_of(f.name), c.problems));
  }
  static std::string write(const Ref<R>& m, const Field&) { return m.name; }
};

/// One double in base units and nothing else.
template <class S> inline constexpr bool is_number = false;
template <> inline constexpr bool is_number<double> = true;
template <Dimension D> inline constexpr bool is_number<Quantity<D>> = true;

/// A list of scalars or texts.
template <class S>
  requires(!HasSchema<S>)
struct MemberTraits<std::vector<S>> {
  using Inner = MemberTraits<S>;
  static Codec codec() {
    Codec c{.type = FieldType::list, .element = Inner::codec().type};
    if constexpr (is_number<S>)
      c.take = [](void* m, std::span<const double> values) {
        auto& to = *static_cast<std::vector<S>*>(m);
        to.clear();
        for (const double v : values) to.emplace_back(v);
      };
    return c;
  }
  static void read(std::vector<S>& m, const Value& v, const Field& f, ReadContext& c) {
    const Array* array = read_array(v, f, c);
    if (array == nullptr) return;
    m.clear();
    for (std::size_t i = 0; i < array->size(); ++i) {
      ReadContext inner = nested_context(c, f, std::string("[").append(std::to_string(i)).append("]"));
      S item{};
      Inner::read(item, (*array)[i], f, inner);
      m.push_back(std::move(item));
    }
  }
  static std::string write(const std::vector<S>& m, const Field& f) {
    std::vector<std::string> items;
    for (const S& item : m) items.push_back(Inner::write(item, f));
    return write_list(items);
  }
};

/// Names of records; one of them may stand alone.
template <class R> struct MemberTraits<std::vector<Ref<R>>> {
  using Inner = MemberTraits<Ref<R>>;
  using M = std::vector<Ref<R>>;
  static Codec codec() { return {.type = FieldType::list, .element = FieldType::reference}; }
  static void read(M& m, const Value& v, const Field& f, ReadContext& c) {
    m.clear();
    if (v.text() != nullptr) return Inner::read(m.emplace_back(), v, f, c);
    const Array* array = read_array(v, f, c);
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
      ReadContext inner = nested_context(c, f, std::string("[").append(std::to_string(i)).append("]"));
      Inner::read(m.emplace_back(), (*array)[i], f, inner);
    }
  }
  static std::string write(const M& m, const Field& f) {
    std::vector<std::string> items;
    for (const Ref<R>& item : m) items.push_back(Inner::write(item, f));
    return write_list(items);
  }
};

/// A list of numbers that an output shows, and somebody else keeps.
template <class S>
  requires is_number<S>
struct MemberTraits<std::span<const S>> {
  using Inner = MemberTraits<S>;
  using M = std::span<const S>;
  static_assert(sizeof(S) == sizeof(double) && std::is_standard_layout_v<S>);
  static Codec codec() {
    Codec c{.type = FieldType::list, .element = Inner::codec().type};
    c.view = [](const void* m) {
      const M& values = *static_cast<const M*>(m);
      return std::span<const double>(reinterpret_cast<const double*>(values.data()), values.size());
    };
    return c;
  }
  static void read(M&, const Value& v, const Field& f, ReadContext& c) {
    c.problems.add(v.where, c.path_of(f.name), "is answered, not given", {});
  }
  static std::string write(const M& m, const Field& f) {
    std::vector<std::string> items;
    for (const S& item : m) items.push_back(Inner::write(item, f));
    return write_list(items);
  }
};

/// A table with free keys.
template <class S> struct MemberTraits<std::vector<Named<S>>> {
  using Inner = MemberTraits<S>;
  static Codec codec() { return {.type = FieldType::map, .element = Inner::codec().type}; }
  static void read(std::vector<Named<S>>& m, const Value& v, const Field& f, ReadContext& c) {
    const Table* table = read_table(v, f, c);
    if (table == nullptr) return;
    m.clear();
    for (const Table::Entry& entry : table->entries()) {
      ReadContext inner = nested_context(c, f, "." + entry.key);
      Named<S> item{.name = entry.key};
      Inner::read(item.value, entry.value, f, inner);
      m.push_back(std::move(item));
    }
  }
  static std::string write(const std::vector<Named<S>>& m, const Field& f) {
    std::vector<std::string> items;
    for (const Named<S>& item : m) items.push_back(item.name + " = " + Inner::write(item.value, f));
    return write_list(items);
  }
};

/// A table of its own.
template <HasSchema S> struct MemberTraits<S> {
  static Codec codec() {
    Codec c{.type = FieldType::table};
    c.nested = []() -> const AnySchema* { return &S::schema(); };
    return c;
  }
  static void read(S& m, const Value& v, const Field& f, ReadContext& c) {
    const Table* table = read_table(v, f, c);
    if (table == nullptr) return;
    ReadContext inner = nested_context(c, f, "");
    inner.element = false;
    S::schema().read(&m, *table, v.where, inner);
  }
  static std::string write(const S& m, const Field&) {
    std::vector<std::string> items;
    for (const Field& field : S::schema().fields())
      items.push_back(std::string(field.name) + " = " + field.codec.write(field.in(&m), field));
    return write_list(items);
  }
};

/// An array of tables.
template <HasSchema S> struct MemberTraits<std::vector<S>> {
  using Inner = MemberTraits<S>;
  static Codec codec() {
    Codec c = Inner::codec();
    c.type = FieldType::tables;
    return c;
  }
  static void read(std::vector<S>& m, const Value& v, const Field& f, ReadContext& c) {
    const Array* array = read_array(v, f, c);
    if (array == nullptr) return;
    m.clear();
    for (std::size_t i = 0; i < array->size(); ++i) {
      const Table* table = read_table((*array)[i], f, c);
      if (table == nullptr) continue;
      ReadContext inner = nested_context(c, f, std::string("[").append(std::to_string(i)).append("]"));
      inner.element = false;
      S::schema().read(&m.emplace_back(), *table, (*array)[i].where, inner);
    }
  }
  static std::string write(const std::vector<S>& m, const Field& f) {
    std::vector<std::string> items;
    for (const S& item : m) items.push_back(Inner::write(item, f));
    return write_list(items);
  }
};

template <class M>
Codec codec_of() {
  using Traits = MemberTraits<M>;
  Codec c = Traits::codec();
  c.read = [](void* m, const Value& v, const Field& f, ReadContext& x) { Traits::read(*static_cast<M*>(m), v, f, x); };
  c.write = [](const void* m, const Field& f) { return Traits::write(*static_cast<const M*>(m), f); };
  c.assign = [](void* to, const void* from) { *static_cast<M*>(to) = *static_cast<const M*>(from); };
  return c;
}

/// The dimension that a declared unit must have, looked for inside optionals, lists and maps.
template <class M> inline constexpr Dimension member_dimension = dimension_of<M>;
template <class S> inline constexpr Dimension member_dimension<std::optional<S>> = member_dimension<S>;
template <class S> inline constexpr Dimension member_dimension<std::vector<S>> = member_dimension<S>;
template <class S> inline constexpr Dimension member_dimension<std::span<const S>> = member_dimension<S>;
template <class S> inline constexpr Dimension member_dimension<Named<S>> = member_dimension<S>;

template <class M> inline constexpr std::string_view record_kind_of = {};
template <class R> inline constexpr std::string_view record_kind_of<Ref<R>> = R::record_kind;
template <class R> inline constexpr std::string_view record_kind_of<std::vector<Ref<R>>> = R::record_kind;

}  // namespace fleetline::detail

namespace fleetline {

template <class T>
template <class M>
Field& Schema<T>::append(std::string_view name, M T::*member, std::string_view unit, std::string_view doc,
                         const FieldOptions& options, Codec codec) {
  static const T prototype{};
  Field& field = fields_.emplace_back();
  field.name = name;
  field.unit = unit;
  field.doc = doc;
  field.dimension = detail::member_dimension<M>;
  field.offset = static_cast<std::size_t>(reinterpret_cast<const char*>(&(prototype.*member)) -
                                          reinterpret_cast<const char*>(&prototype));
  field.record_kind = detail::record_kind_of<M>;
  field.options = options;
  field.codec = codec;
  return field;
}

}  // namespace fleetline
