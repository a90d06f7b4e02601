#include "stamp.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "fleetline/plugin.hpp"
#include "fleetline/text.hpp"

namespace fleetline {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view stamp_mark = "FLEETLINE-PLUGIN";

using Pairs = std::map<std::string_view, std::string_view, std::less<>>;

/// "MARK a=1 b=2" -> {a: 1, b: 2}
Pairs pairs_of(std::string_view stamp) {
  Pairs pairs;
  while (!stamp.empty()) {
    const std::string_view word = stamp.substr(0, stamp.find(' '));
    stamp.remove_prefix(std::min(stamp.size(), word.size() + 1));
    if (const std::size_t equals = word.find('='); equals != word.npos)
      pairs.emplace(word.substr(0, equals), word.substr(equals + 1));
  }
  return pairs;
}

std::pair<int, int> version_of(std::string_view text) {
  int major = 0, minor = 0;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, major);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == '.') std::from_chars(first.ptr + 1, end, minor);
  return {major, minor};
}

std::string difference(std::string_view key, std::string_view theirs, std::string_view ours) {
  if (key == "api") return cat("built for plugin API ", theirs, ", this kernel speaks ", ours);
  if (key == "arch") return cat("built for ", theirs, ", this program runs on ", ours);
  if (key == "cxx11abi")
    return cat("built with _GLIBCXX_USE_CXX11_ABI=", theirs, ", this kernel with ", ours,
               ": std::string has another layout");
  if (key == "stldebug")
    return cat("built ", theirs == "0" ? "without" : "with", " _GLIBCXX_DEBUG, this kernel ",
               ours == "0" ? "without" : "with", ": containers have another layout");
  return cat("its stamp says ", key, "=", theirs, ", this kernel needs ", key, "=", ours);
}

}  // namespace

std::string rebuild_cure() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path prefix = program.parent_path().parent_path();
  return cat("rebuild it against this kernel's SDK:  cmake -B build -DCMAKE_PREFIX_PATH=",
             prefix.empty() ? std::string("PREFIX") : prefix.string());
}

StampVerdict judge_stamp(std::string_view stamp) {
  static constexpr std::string_view must_agree[] = {"abi", "api", "arch", "cxx11abi", "stldebug"};
  StampVerdict verdict;
  if (!stamp.starts_with(stamp_mark)) {
    verdict.reasons.push_back(cat("its stamp does not begin with ", stamp_mark));
    verdict.cure = "declare the plugin with FLEETLINE_PLUGIN(...) of <fleetline/sdk.hpp>, which writes the stamp";
    return verdict;
  }
  const Pairs theirs = pairs_of(stamp), ours = pairs_of(FLEETLINE_STAMP);
  for (std::string_view key : must_agree) {
    const auto their = theirs.find(key);
    const std::string_view our = ours.at(key);
    if (their == theirs.end()) verdict.reasons.push_back(cat("its stamp does not say ", key, "=..."));
    else if (their->second != our) verdict.reasons.push_back(difference(key, their->second, our));
  }
  if (!verdict.reasons.empty()) {
    const auto api = theirs.find("api");
    const bool newer = api != theirs.end() && version_of(api->second) > version_of(ours.at("api"));
    verdict.cure = cat(newer ? "update fleetline, or " : "", rebuild_cure());
  }
  if (const auto compiler = theirs.find("compiler"); compiler != theirs.end() && compiler->second != ours.at("compiler"))
    verdict.compiler = cat("built with ", compiler->second, ", this kernel with ", ours.at("compiler"));
  return verdict;
}

}  // namespace fleetline
