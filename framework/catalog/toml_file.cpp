#include "toml.hpp"

namespace fleetline {

Value read_toml(const std::filesystem::path& file, Problems& problems) {
  const Label label{shown_path(file)};
  const auto text = read_text_file(file, "a TOML file", problems);
  return text ? parse_toml(*text, label, problems) : Value{Table{}, Where{label, 1, 1}};
}

}  // namespace fleetline
