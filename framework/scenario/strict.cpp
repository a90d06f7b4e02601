#include "strict.hpp"

#include <algorithm>

#include "fleetline/text.hpp"

namespace fleetline {
namespace {

/// Every instance of a swept subject, and every variant, rests on the same guess: say it once.
bool said(const Problems& problems, const Where& where, const std::string& path) {
  return std::any_of(problems.list().begin(), problems.list().end(), [&](const Problem& p) { return p.where == where && p.path == path; });
}

}  // namespace

void refuse_guessed_defaults(const AnySchema& schema, const void* object, const Table& given, const Where& where, const std::string& path,
                             Problems& problems) {
  for (const Field& field : schema.fields()) {
    const std::string at = cat(path, ".", field.name);
    if (field.options.calibrate && given.find(field.name) == nullptr && !said(problems, where, at))
      problems.add(where, at, cat("its default (", field.codec.write(field.in(object), field), ") is a guess to be calibrated, and --strict refuses it"),
                   std::string(field.doc));
  }
}

}  // namespace fleetline
