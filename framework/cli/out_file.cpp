#include "out_file.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "fleetline/problem.hpp"
#include "fleetline/text.hpp"

namespace fleetline::cli {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse(const std::string& file, int error) {
  Problems problems;
  const char* why = error != 0 ? std::strerror(error) : "output failed";
  problems.add(Where{Label("--out")}, {}, cat("cannot write '", file, "': ", why),
               "a file in a directory you may write to, with room for it");
  problems.raise();
  std::abort();  // raise() throws: there is a problem
}

void write_stream(std::ostream& out, const std::string& file, const std::function<void(std::ostream&)>& writer) {
  if (!out) refuse(file, errno);  // why it could not be opened
  errno = 0;
  writer(out);
  out.flush();
  if (!out) refuse(file, errno);
}

/// Removes the file unless it was kept.
class Temporary {
 public:
  explicit Temporary(fs::path path) : path_(std::move(path)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  const fs::path& path() const { return path_; }
  void rename_to(const fs::path& file) {
    std::error_code error;
    fs::rename(path_, file, error);
    if (error) refuse(file.string(), error.value());
    path_.clear();
  }

 private:
  fs::path path_;
};

/// Devices and pipes are written to; only plain files can be replaced.
bool replaceable(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  return !fs::exists(status) || fs::is_regular_file(status);
}

}  // namespace

void write_answer(const std::string& out_file, const std::function<void(std::ostream&)>& writer) {
  if (out_file.empty()) return write_stream(std::cout, "standard output", writer);
  if (!replaceable(out_file)) {
    errno = 0;
    std::ofstream out(out_file, std::ios::binary);
    return write_stream(out, out_file, writer);
  }
  // A link stays a link: what it points to is replaced.
  std::error_code ignored;
  const fs::path target = fs::is_symlink(out_file, ignored) ? fs::weakly_canonical(out_file, ignored) : fs::path(out_file);
  Temporary temporary(cat(target.string(), ".part", ::getpid()));
  errno = 0;
  std::ofstream out(temporary.path(), std::ios::binary | std::ios::trunc);
  write_stream(out, out_file, writer);
  out.close();
  if (!out) refuse(out_file, errno);
  temporary.rename_to(target);
}

void require_writable(const std::string& out_file) {
  if (out_file.empty()) return;
  const fs::path file(out_file);
  const fs::path place = !replaceable(file) ? file : file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (::access(place.c_str(), W_OK) != 0) refuse(out_file, errno);
}

void refuse_csv(const Common& options, std::string_view command) {
  if (options.output.format != OutputFormat::csv) return;
  Problems problems;
  problems.add(Where{Label("--format")}, {}, cat("'", command, "' has no CSV form"), "table, json or markdown");
  problems.raise();
}

}  // namespace fleetline::cli
