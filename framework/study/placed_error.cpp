#include "placed_error.hpp"

#include "fleetline/text.hpp"

namespace fleetline {

std::string placed(const InputError& error, const Stage& stage) {
  std::string out;
  for (Problem p : error.problems()) {
    const std::string_view last = std::string_view(p.path).substr(p.path.rfind('.') + 1);
    const Value* written = stage.table.table()->find(last);
    if (!p.where) p.where = written ? written->where : stage.where;
    p.path = cat("solve.", stage.name, written ? cat(".", last) : std::string());
    out += cat(out.empty() ? "" : "\n\n", p.text());
  }
  return out;
}

}  // namespace fleetline
