// Runs the built program as a user would: arguments in; output, messages and exit code out.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace fleetline::test {

struct Outcome {
  int code = -1;  ///< exit code; -1 when a signal ended it
  std::string out, err;
};

/// Output goes to pipes, so no colour. `env` adds NAME=VALUE.
Outcome fleetline(const std::vector<std::string>& arguments, const std::vector<std::string>& env = {});

/// A fresh directory, removed at the end of the test.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  /// Writes a file and returns its path.
  std::string write(std::string_view name, std::string_view text) const;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& file);

}  // namespace fleetline::test
