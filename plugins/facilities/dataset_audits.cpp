// Counts of a data set against each other, and lengths in their order.
#include <cmath>

#include "audits.hpp"
#include "fleetline/text.hpp"

namespace fleetline::facilities {
namespace {

/// Half are shorter than the median, nine of ten than p90, and none is longer than the longest; the mean lies below
/// that.
void lengths(const EntryView& entry, Findings& findings) {
  for (const char* of : {"input", "output"}) {
    std::string before;
    double low = 0;
    for (const char* quantile : {"p50", "p90", "p99", "largest"}) {
      const std::string path = cat(of, ".", quantile);
      const double now = entry.number(path);
      if (std::isnan(now)) continue;
      if (now < low)
        findings.error(path, cat(number_text(now), " is below ", before, " with ", number_text(low)), "in their order");
      low = now;
      before = path;
    }
    if (const double mean = entry.number(cat(of, ".mean")), largest = entry.number(cat(of, ".largest")); mean > largest)
      findings.error(cat(of, ".mean"),
                     cat("a mean of ", number_text(mean), " with a longest of ", number_text(largest)),
                     "below the longest");
  }
}

/// A token of English is four letters and a half; compressed, half of that. Other scripts take up to a dozen bytes.
void token_size(const EntryView& entry, Findings& findings) {
  if (const double bytes = entry.number("size") / entry.number("tokens"); bytes < 0.5 || bytes > 20)
    findings.error("size", cat(number_text(bytes, 3), " bytes for each token"), "0.5 to 20 bytes");
}

}  // namespace

std::vector<Audit> dataset_audits() {
  return {{"lengths", "Quantiles of lengths rise, and the mean is below the longest", lengths},
          {"token-size", "A token takes half a byte to 20 bytes as it is stored", token_size}};
}

}  // namespace fleetline::facilities
