// Physical quantities: one double whose dimension is part of its type.
//
// A Quantity holds a value in the coherent base units below, so arithmetic needs no factors and a
// unit mix-up does not compile. Text ("3.35 TB/s") is read and written by units.hpp only.
// Cost: a Quantity is passed in a register like the double it holds.
#pragma once

#include <cmath>
#include <compare>

namespace fleetline {

/// Exponents of the eleven base units: second, byte, FLOP (or integer operation), joule, kg CO2e,
/// US dollar, litre, token, request, device, square metre. A plain sample count is dimensionless.
struct Dimension {
  signed char second = 0, byte = 0, flop = 0, joule = 0, carbon = 0, dollar = 0, litre = 0,
              token = 0, request = 0, device = 0, area = 0;

  friend constexpr bool operator==(const Dimension&, const Dimension&) = default;

  constexpr Dimension scaled(int k) const {
    auto s = [k](signed char e) { return static_cast<signed char>(k * e); };
    return {s(second), s(byte),  s(flop),    s(joule),  s(carbon), s(dollar),
            s(litre),  s(token), s(request), s(device), s(area)};
  }
  friend constexpr Dimension operator+(Dimension a, Dimension b) {
    auto s = [](signed char x, signed char y) { return static_cast<signed char>(x + y); };
    return {s(a.second, b.second), s(a.byte, b.byte),       s(a.flop, b.flop),
            s(a.joule, b.joule),   s(a.carbon, b.carbon),   s(a.dollar, b.dollar),
            s(a.litre, b.litre),   s(a.token, b.token),     s(a.request, b.request),
            s(a.device, b.device), s(a.area, b.area)};
  }
  friend constexpr Dimension operator-(Dimension a, Dimension b) { return a + b.scaled(-1); }
};

inline constexpr Dimension dimensionless{};

/// A value of dimension D in base units. Dimensionless quantities convert to and from double.
template <Dimension D>
class Quantity {
 public:
  static constexpr Dimension dimension = D;

  constexpr Quantity() = default;
  constexpr explicit Quantity(double base_value) : value_(base_value) {}

  /// The number in base units (seconds, bytes, FLOP, joules, ...).
  constexpr double base() const { return value_; }

  constexpr operator double() const requires(D == dimensionless) { return value_; }

  constexpr Quantity& operator+=(Quantity b) { value_ += b.value_; return *this; }
  constexpr Quantity& operator-=(Quantity b) { value_ -= b.value_; return *this; }
  constexpr Quantity& operator*=(double k) { value_ *= k; return *this; }
  constexpr Quantity& operator/=(double k) { value_ /= k; return *this; }

  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
  friend constexpr Quantity operator-(Quantity a) { return Quantity(-a.value_); }
  friend constexpr Quantity operator*(Quantity a, double k) { return Quantity(a.value_ * k); }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity(k * a.value_); }
  friend constexpr Quantity operator/(Quantity a, double k) { return Quantity(a.value_ / k); }
  friend constexpr auto operator<=>(Quantity, Quantity) = default;

 private:
  double value_ = 0.0;
};

template <Dimension A, Dimension B>
constexpr Quantity<A + B> operator*(Quantity<A> a, Quantity<B> b) {
  return Quantity<A + B>(a.base() * b.base());
}
template <Dimension A, Dimension B>
constexpr Quantity<A - B> operator/(Quantity<A> a, Quantity<B> b) {
  return Quantity<A - B>(a.base() / b.base());
}
template <Dimension D>
constexpr Quantity<D.scaled(-1)> operator/(double k, Quantity<D> a) {
  return Quantity<D.scaled(-1)>(k / a.base());
}

template <Dimension D> constexpr Quantity<D> min(Quantity<D> a, Quantity<D> b) { return b < a ? b : a; }
template <Dimension D> constexpr Quantity<D> max(Quantity<D> a, Quantity<D> b) { return a < b ? b : a; }
template <Dimension D> bool is_finite(Quantity<D> a) { return std::isfinite(a.base()); }

using Ratio        = Quantity<dimensionless>;
using Seconds      = Quantity<Dimension{.second = 1}>;
using Frequency    = Quantity<Dimension{.second = -1}>;
using Bytes        = Quantity<Dimension{.byte = 1}>;
using Bandwidth    = Quantity<Dimension{.second = -1, .byte = 1}>;
using Flops        = Quantity<Dimension{.flop = 1}>;
using FlopRate     = Quantity<Dimension{.second = -1, .flop = 1}>;
using Intensity    = Quantity<Dimension{.byte = -1, .flop = 1}>;
using Joules       = Quantity<Dimension{.joule = 1}>;
using Watts        = Quantity<Dimension{.second = -1, .joule = 1}>;
using Carbon       = Quantity<Dimension{.carbon = 1}>;
using CarbonIntensity = Quantity<Dimension{.joule = -1, .carbon = 1}>;
using Dollars      = Quantity<Dimension{.dollar = 1}>;
using EnergyPrice  = Quantity<Dimension{.joule = -1, .dollar = 1}>;
using Litres       = Quantity<Dimension{.litre = 1}>;
using Area         = Quantity<Dimension{.area = 1}>;
using Tokens       = Quantity<Dimension{.token = 1}>;
using TokenRate    = Quantity<Dimension{.second = -1, .token = 1}>;
using Requests     = Quantity<Dimension{.request = 1}>;
using RequestRate  = Quantity<Dimension{.second = -1, .request = 1}>;

/// The dimension of a member type: of a Quantity its own, of anything else none.
template <class T> inline constexpr Dimension dimension_of = dimensionless;
template <Dimension D> inline constexpr Dimension dimension_of<Quantity<D>> = D;

}  // namespace fleetline
