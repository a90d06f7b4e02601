#include "fleetline/label.hpp"

#include <mutex>
#include <string>
#include <unordered_map>

#include "stable_list.hpp"

namespace fleetline {
namespace {

class Labels {
 public:
  std::uint32_t intern(std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
    const std::string& stored = texts_.append(std::string(text));
    const auto id = static_cast<std::uint32_t>(texts_.size());
    ids_.emplace(stored, id);
    return id;
  }

  std::string_view text(std::uint32_t id) const {
    const std::string* found = id == 0 ? nullptr : texts_.find(id - 1);
    return found == nullptr ? std::string_view{} : std::string_view(*found);
  }

 private:
  std::mutex mutex_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;  // keys view into texts_; never iterated
  StableList<std::string> texts_;
};

// Never destroyed: labels may be read while other static objects go.
Labels& labels() {
  static Labels& all = *new Labels;
  return all;
}

}  // namespace

Label::Label(std::string_view text) : id(text.empty() ? 0 : labels().intern(text)) {}

std::string_view Label::text() const { return labels().text(id); }

}  // namespace fleetline
