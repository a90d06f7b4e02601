// One file -> a checked, loaded library, or every reason why not. The only place that knows Boost.DLL.
#include <algorithm>
#include <boost/dll/shared_library.hpp>

#include "demangle.hpp"
#include "fleetline/log.hpp"
#include "fleetline/text.hpp"
#include "locale_guard.hpp"
#include "manifest_check.hpp"
#include "plugins.hpp"
#include "stamp.hpp"
#include "toml.hpp"

namespace fleetline {
namespace fs = std::filesystem;
namespace {

class LoadedLibrary final : public Library {
 public:
  LoadedLibrary(fs::path file, boost::dll::shared_library code, const Manifest& manifest)
      : file_(std::move(file)), code_(std::move(code)), manifest_(manifest) {}
  const fs::path& file() const override { return file_; }
  const Manifest& manifest() const override { return manifest_; }

 private:
  fs::path file_;
  boost::dll::shared_library code_;
  const Manifest& manifest_;  // lives in the library's own static storage
};

/// Boost wraps what dlerror() said: "... (dlerror system message: FILE: MESSAGE): Bad file descriptor".
std::string loader_message(std::string_view what, const fs::path& file) {
  constexpr std::string_view opening = "dlerror system message: ";
  if (const std::size_t at = what.find(opening); at != what.npos) {
    what.remove_prefix(at + opening.size());
    what = what.substr(0, what.rfind("): "));
  }
  const std::string prefix = cat(file.string(), ": ");
  if (what.starts_with(prefix)) what.remove_prefix(prefix.size());
  return std::string(what);
}

/// Says what the dynamic loader could not find, with C++ names as people write them.
void explain_load_failure(std::string_view what, Refusal& refusal) {
  const std::string message = loader_message(what, refusal.file);
  constexpr std::string_view undefined = "undefined symbol: ", missing = ": cannot open shared object file";
  if (const std::size_t at = message.find(undefined); at != message.npos) {
    std::string symbol = message.substr(at + undefined.size());
    symbol.resize(std::min(symbol.size(), symbol.find_first_of(" ,(")));
    refusal.reasons.push_back(
        cat("needs ", demangled(symbol.c_str()), ", which neither this kernel nor any library it links defines"));
    refusal.cure = cat("link the library that defines it (LIBS of fleetline_add_plugin), or ", rebuild_cure());
  } else if (const std::size_t end = message.find(missing); end != message.npos) {
    refusal.reasons.push_back(cat("needs ", message.substr(0, end), ", which the dynamic loader does not find"));
    refusal.cure = "install that library, or add its directory to the plugin's RPATH";
  } else {
    refusal.reasons.push_back(cat("cannot be loaded: ", message));
    refusal.cure = rebuild_cure();
  }
}

bool stamp_fits(Refusal& refusal) {
  const Parsed<std::string> stamp = read_stamp(refusal.file);
  if (!stamp) {
    refusal.reasons.push_back(stamp.error);
    refusal.cure = "only plugins built with fleetline_add_plugin(...) may end in .fleet.so: rebuild it, or take it out of the directory";
    return false;
  }
  StampVerdict verdict = judge_stamp(*stamp.value);
  refusal.reasons = std::move(verdict.reasons);
  refusal.cure = std::move(verdict.cure);
  if (refusal.reasons.empty() && !verdict.compiler.empty())
    log_info(cat(shown_path(refusal.file), ": ", verdict.compiler));
  return refusal.reasons.empty();
}

bool loads(boost::dll::shared_library& code, Refusal& refusal) {
  namespace dll = boost::dll;
  refusal.stage = Refusal::Stage::load;
  try {
    code.load(fs::absolute(refusal.file), dll::load_mode::rtld_now | dll::load_mode::rtld_local);
    return true;
  } catch (const std::exception& e) {
    explain_load_failure(e.what(), refusal);
  }
  return false;
}

const Manifest* manifest_of(boost::dll::shared_library& code, Refusal& refusal) {
  if (!code.has(manifest_symbol)) {
    refusal.reasons.push_back(cat("does not export ", manifest_symbol, "()"));
    refusal.cure = "declare the plugin with FLEETLINE_PLUGIN(...), once, at global scope";
    return nullptr;
  }
  refusal.stage = Refusal::Stage::manifest;
  const Manifest* manifest = nullptr;
  try {
    manifest = code.get<const Manifest*()>(manifest_symbol)();
    if (manifest == nullptr) refusal.reasons.push_back("its manifest function returns nothing");
    else refusal.reasons = check_manifest(*manifest);
  } catch (...) {
    refusal.reasons.push_back(cat("its manifest function threw ", describe_current_exception()));
  }
  if (manifest != nullptr)
    for (const Component& component : manifest->components) refusal.components.push_back(component.name);
  if (!refusal.reasons.empty()) refusal.cure = "correct what its FLEETLINE_PLUGIN(...) declares, then build it again";
  return refusal.reasons.empty() ? manifest : nullptr;
}

bool leaves_the_locale_alone(LocaleGuard& locale, Refusal& refusal) {
  if (!locale.changed()) return true;
  if (refusal.reasons.empty()) refusal.stage = Refusal::Stage::locale;
  refusal.reasons.push_back(cat("changes the locale of the whole program to ", locale.now(),
                                " when it is loaded: numbers would be read and written differently"));
  if (refusal.cure.empty()) refusal.cure = "take setlocale() and std::locale::global() out of the plugin and of the libraries it links";
  return false;
}

}  // namespace

std::string Refusal::text() const {
  std::string out = cat("plugin refused: ", shown_path(file));
  for (const std::string& reason : reasons) out += cat("\n  ", reason);
  if (!cure.empty()) out += cat("\n  cure: ", cure);
  return out;
}

std::shared_ptr<const Library> load_plugin(const fs::path& file, Refusal& refusal) {
  refusal = {.file = file};
  if (!stamp_fits(refusal)) return nullptr;
  const std::string loading = "loading " + file.string();
  const AtWork at_work(loading);  // a damaged library may crash the loader: the message then names it
  boost::dll::shared_library code;  // outlives the guard: what the plugin put into the locale dies before its code goes
  LocaleGuard locale;
  if (!loads(code, refusal)) return nullptr;
  const Manifest* manifest = manifest_of(code, refusal);
  if (!leaves_the_locale_alone(locale, refusal) || manifest == nullptr) return nullptr;
  return std::make_shared<LoadedLibrary>(file, std::move(code), *manifest);
}

}  // namespace fleetline
