// Entries of a scratch registry, audited by the built program.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "program.hpp"

namespace fleetline::test {

using nlohmann::json;

/// A source that entries of tests name.
inline constexpr const char* source =
    "[sources.s]\ntitle = 'A report'\nurl = 'https://example.org'\nas_of = 2024-05-01\n";

class Audit : public ::testing::Test {
 protected:
  json audit(const std::string& what) {
    const Outcome o = fleetline({"audit", what, "--json", "--registry", folder.path().string()});
    json j = json::parse(o.out);
    EXPECT_EQ(o.code, j["errors"].empty() ? 0 : 1) << o.err;
    return j;
  }
  json entry(const std::string& file, const std::string& text) {
    folder.write(file + ".toml", text);
    return audit(file);
  }
  static std::string audits(const json& findings) {
    std::string all;
    for (const json& f : findings) all += (all.empty() ? "" : " ") + f["audit"].get<std::string>();
    return all;
  }
  Folder folder;
};

}  // namespace fleetline::test
