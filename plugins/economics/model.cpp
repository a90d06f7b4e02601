#include "model.hpp"

#include <cmath>

namespace fleetline::economics {

double capital_recovery(double interest, double years) {
  if (!(interest > 0)) return 1 / years;
  const double growth = std::expm1(years * std::log1p(interest));  // (1 + r)^n - 1, without cancellation
  return interest * (growth + 1) / growth;
}

Rent annuity(Dollars price, double residual, double interest, Seconds life) {
  const double years = life / year;
  return price * (capital_recovery(interest, years) * (1 - residual * std::pow(1 + interest, -years))) / year;
}

Rent straight_line(Dollars price, double residual, Seconds life) { return price * (1 - residual) / life; }

Rent market_decay(Dollars price, double orders_per_year, Seconds age) {
  const double rate = orders_per_year * std::log(10.0);
  return price * (rate * std::exp(-rate * double(age / year))) / year;
}

}  // namespace fleetline::economics
