#include "text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "fleetline/text.hpp"

namespace fleetline {
namespace fs = std::filesystem;
namespace {

/// The file in the same directory whose name is nearest to a missing one.
std::string nearest_file(const fs::path& missing) {
  const fs::path directory = missing.has_parent_path() ? missing.parent_path() : fs::path(".");
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error))
    names.push_back(it->path().filename().string());
  const std::string wanted = missing.filename().string();
  const std::vector<std::string_view> views(names.begin(), names.end());
  const std::string_view found = nearest(wanted, views);
  return found.empty() ? std::string() : shown_path(missing.parent_path() / found);
}

Problem too_large(std::uintmax_t size) {
  return {.what = cat("is ", size >> 20, " MiB large"), .expected = cat("at most ", text_file_limit >> 20, " MiB")};
}

/// What is wrong with the file as such; an empty `what` when it can be read.
Problem file_problem(const fs::path& file, std::string_view form) {
  struct ::stat facts {};
  if (::stat(file.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && static_cast<std::size_t>(facts.st_size) <= text_file_limit) return {};
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  Problem problem;
  if (!fs::exists(status)) {
    if (error && error != std::errc::no_such_file_or_directory)
      return {.what = cat("cannot be read: ", error.message())};
    const fs::path parent = file.parent_path();
    if (!parent.empty() && !fs::is_directory(parent, error))
      return {.what = cat("no such file, and no directory '", shown_path(parent), "' either")};
    return {.what = "no such file", .suggestion = nearest_file(file)};
  }
  if (fs::is_directory(status)) return {.what = "is a directory", .expected = std::string(form)};
  if (fs::is_fifo(status)) return problem;  // <(envsubst < template.toml), or standard input from a pipe
  if (!fs::is_regular_file(status)) return {.what = "is not a regular file", .expected = cat(form, " or a pipe")};
  const auto size = fs::file_size(file, error);
  if (!error && size > text_file_limit)
    return too_large(size);
  return problem;
}

/// A descriptor that closes itself.
class Opened {
 public:
  explicit Opened(const fs::path& file) : descriptor_(::open(file.c_str(), O_RDONLY | O_CLOEXEC)) {}
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    if (*this) ::close(descriptor_);
  }
  explicit operator bool() const { return descriptor_ >= 0; }

  /// Appends all of it to `text`, or a little more than is allowed: what comes through a pipe has no size in advance. False on errors.
  bool read(std::string& text) const {
    constexpr std::size_t chunk = 1 << 16;
    struct ::stat facts {};
    std::size_t room = chunk;
    if (::fstat(descriptor_, &facts) == 0 && S_ISREG(facts.st_mode)) room = static_cast<std::size_t>(facts.st_size) + 1;  // 1: to see the end
    while (text.size() <= text_file_limit) {
      const std::size_t before = text.size();
      text.resize(before + room);
      const ssize_t count = ::read(descriptor_, text.data() + before, room);
      text.resize(before + static_cast<std::size_t>(count > 0 ? count : 0));
      if (count == 0) return true;
      if (count < 0 && errno != EINTR) return false;
      room = chunk;
      if (S_ISREG(facts.st_mode) && text.size() == static_cast<std::size_t>(facts.st_size)) return true;
    }
    return true;
  }

 private:
  int descriptor_;
};

/// True of paths that are written as they would be written normally.
bool is_normal(std::string_view path) {
  return path.find("//") == path.npos && path.find("/./") == path.npos && path.find("/../") == path.npos && !path.ends_with("/.") && !path.ends_with("/..");
}

}  // namespace

std::string shown_path(const fs::path& file) {
  // The usual case, once for every file of the registry: by letters, not part by part.
  const std::string& whole = file.native();
  char place[4096];
  const std::string_view base = ::getcwd(place, sizeof place) != nullptr ? place : "";
  if (base.size() > 1 && whole.size() > base.size() + 1 && whole.starts_with(base) && whole[base.size()] == '/' && is_normal(whole))
    return whole.substr(base.size() + 1);
  if (whole.starts_with('/') && whole != base && is_normal(whole)) return whole;
  std::error_code error;
  const fs::path here = fs::current_path(error);
  if (error || !file.is_absolute()) return file.lexically_normal().string();
  const fs::path relative = file.lexically_relative(here);
  if (relative.empty() || *relative.begin() == "..") return file.lexically_normal().string();
  return relative.string();
}

std::optional<std::string> read_text_file(const fs::path& file, std::string_view form, Problems& problems) {
  auto refuse = [&](Problem problem) {
    problem.where = Where{Label{shown_path(file)}, 0, 0};
    problems.add(std::move(problem));
    return std::nullopt;
  };
  if (Problem problem = file_problem(file, form); !problem.what.empty()) return refuse(std::move(problem));
  const Opened opened(file);
  if (!opened) return refuse({.what = cat("cannot be read: ", std::strerror(errno))});
  std::string text;
  if (!opened.read(text)) return refuse({.what = cat("cannot be read: ", std::strerror(errno))});
  if (text.size() > text_file_limit) return refuse(too_large(text.size()));
  return text;
}

std::optional<std::string> read_regular_file(const fs::path& file) {
  const Opened opened(file);
  std::string text;
  if (!opened || !opened.read(text) || text.size() > text_file_limit) return std::nullopt;
  return text;
}

}  // namespace fleetline
