#include "extends.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "fleetline/text.hpp"
#include "merge.hpp"
#include "toml.hpp"

namespace fleetline {
namespace fs = std::filesystem;
namespace {

class Extended {
 public:
  Extended(const Registry& registry, std::string_view folder, Problems& problems) : registry_(registry), folder_(folder), problems_(problems) {}

  Value read(std::size_t root, const std::string& name) {
    chain_.push_back(file(root, name));
    Value own = registry_.read_file(root, folder_, name, problems_);
    attach_provenance(own, problems_);
    const Value* extends = own.table()->find("extends");
    if (extends == nullptr) return own;
    Value base = read_base(root, name, *extends);
    own.table()->erase("extends");
    if (base.table() == nullptr) return own;
    merge(base, own);
    return base;
  }

 private:
  fs::path file(std::size_t root, std::string_view name) const { return registry_.roots()[root] / folder_ / cat(name, ".toml"); }

  /// One past the last of the first `roots` roots that have such an entry; 0: none.
  std::size_t last_of(std::size_t roots, std::string_view name) const {
    std::error_code ignored;
    while (roots > 0 && !fs::is_regular_file(file(roots - 1, name), ignored)) --roots;
    return roots;
  }

  /// What an alias leads to; the name itself when it is none. Rare enough to read the files again, which needs no lock.
  std::string behind(const std::string& name) const {
    Problems told_elsewhere;
    std::error_code ignored;
    for (std::size_t root = registry_.roots().size(); root-- > 0;) {
      const fs::path aliases = file(root, "aliases");
      if (!fs::is_regular_file(aliases, ignored)) continue;
      const Value table = read_toml(aliases, told_elsewhere);
      if (const Value* target = table.table()->find(name); target != nullptr && target->text() != nullptr) return *target->text();
    }
    return name;
  }

  /// Nothing, after adding a problem, when there is none to extend.
  Value read_base(std::size_t root, const std::string& own, const Value& extends) {
    const auto refuse = [&](std::string what, std::string expected, std::string_view near = {}) {
      problems_.add(extends.where, "extends", std::move(what), std::move(expected), std::string(near));
      return Value();
    };
    const std::string* asked = extends.text();
    if (asked == nullptr)
      return refuse(cat(extends.type_name(), " cannot be used here"), cat("the name of an entry of ", folder_, " in quotes"));
    const std::vector<std::string> names = registry_.names(folder_);
    const auto known = [&](const std::string& name) { return std::ranges::binary_search(names, name); };
    const std::string name = known(*asked) ? *asked : behind(*asked);
    if (!known(name)) {
      const std::vector<std::string_view> all(names.begin(), names.end());
      return refuse(cat("'", *asked, "' is not in the registry's ", folder_), one_of(all), nearest(*asked, all));
    }
    const std::size_t below = last_of(name == own ? root : registry_.roots().size(), name);
    if (below == 0) return refuse(cat("'", *asked, "' is this entry, and no registry below has one of its name"), "the name of another entry");
    if (std::ranges::find(chain_, file(below - 1, name)) != chain_.end()) {
      std::string circle;
      for (const fs::path& link : chain_) circle += cat(shown_path(link), " -> ");
      return refuse(cat("entries extend one another in a circle: ", circle, shown_path(file(below - 1, name))), "an entry that extends none of these");
    }
    return read(below - 1, name);
  }

  const Registry& registry_;
  std::string_view folder_;
  Problems& problems_;
  std::vector<fs::path> chain_;  ///< the entry, what it extends, and so on
};

}  // namespace

Value read_extended(const Registry& registry, std::string_view folder, std::size_t root, const std::string& name, Problems& problems) {
  return Extended(registry, folder, problems).read(root, name);
}

}  // namespace fleetline
