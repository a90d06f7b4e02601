// `audit`: a mistake of every sort that it knows, and our own registry without one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit_fixture.hpp"

namespace fleetline::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(AuditRegistry, OursHasNoErrors) {
  const Outcome o = fleetline({"audit"});
  EXPECT_EQ(o.code, 0) << o.out << o.err;
  EXPECT_THAT(o.out, HasSubstr(": 0 errors, "));
}

constexpr std::string_view sound =
    "kind = 'datasheet'\ntitle = 'A sound device'\n"
    "memory = { value = '80 GiB', source = 'sheet', low = '81559 MiB' }\n"
    "memory_bandwidth = { value = '2 TB/s', source = 'sheet' }\n"
    "link_bandwidth = { value = '300 GB/s', source = 'sheet', note = 'NVLink 3: 600 GB/s in both directions' }\n"
    "peak_power = { value = '400 W', source = 'sheet' }\n"
    "idle_power = { value = '50 W', source = 'sheet' }\n"
    "price = { value = '$15000', source = 'sheet' }\n"
    "process = 'TSMC N7'\n"
    "memory_type = 'HBM2e'\n"
    "transistors = { value = 54e9, source = 'sheet' }\n"
    "die_area = { value = '826 mm2', source = 'sheet' }\n"
    "released = { value = 2020, source = 'sheet' }\n"
    "[peak]\n"
    "fp32 = { value = '156 TFLOP/s', source = 'sheet' }\n"
    "fp16 = { value = '312 TFLOP/s', source = 'sheet' }\n"
    "'fp16 2:4' = { value = '624 TFLOP/s', source = 'sheet' }\n"
    "[sources.sheet]\n"
    "title = 'A data sheet'\nurl = 'https://example.org/sheet'\nas_of = 2024-05-01\n";

class AuditDevice : public Audit {
 protected:
  /// The sound device with `from` replaced.
  json device_with(std::string_view from, std::string_view to) {
    std::string text(sound);
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    folder.write("hardware/Device.toml", text);
    return audit("hardware/Device");
  }
};

// Rents are told by the hour, as an offer bears them; they were told by the second, the base unit of time.
TEST_F(Audit, OffersFarApartAreToldByTheHour) {
  folder.write("prices/Odd.toml",
               "kind = 'prices'\ntitle = 'Odd'\nhardware = 'H100_SXM5_80GB'\n"
               "rents = [\n"
               "  { terms = 'on_demand', provider = 'A', price = { value = '$2/h', source = 'list' } },\n"
               "  { terms = 'on_demand', provider = 'B', price = { value = '$3/h', source = 'list' } },\n"
               "  { terms = 'on_demand', provider = 'C', price = { value = '$48/h', source = 'list' } },\n"
               "]\n[sources.list]\ntitle = 'A list'\nurl = 'https://example.org/list'\nas_of = 2024-05-01\n");
  EXPECT_THAT(audit("Odd")["warnings"].dump(), HasSubstr("on demand, in $/h: offers of 2 to 48 around a median of 3"));
}

TEST_F(AuditDevice, LetsASoundDevicePass) {
  const json j = device_with("A sound device", "A sound device");
  EXPECT_EQ(j["errors"], json::array());
  EXPECT_EQ(j["warnings"], json::array());
  EXPECT_EQ(j["numbers"], 12);
  EXPECT_EQ(j["sources"], 1);
}

TEST_F(AuditDevice, KnowsTheMistakesOfDataSheets) {
  struct Case {
    const char *from, *to, *audit;
  };
  for (const auto& [from, to, audit] : {
           Case{"'2 TB/s'", "'2 GB/s'", "ridge-point link-direction power"},
           Case{"'fp16 2:4' = { value = '624", "'fp16 2:4' = { value = '1248", "sparse-rates"},
           Case{"fp16 = { value = '312", "fp16 = { value = '100", "sparse-rates format-widths"},
           Case{"'300 GB/s'", "'500 GB/s'", "link-direction"},
           Case{"'300 GB/s', source = 'sheet', note = 'NVLink 3: 600",
                "'700 GB/s', source = 'sheet', note = 'NVLink 3: 1400", "link-direction"},
           Case{"'400 W'", "'4 kW'", "power"},
           Case{"'50 W'", "'250 W'", "power"},
           Case{"$15000", "$15000000", "price-per-rate"},
           Case{"'80 GiB'", "'96 GiB'", "capacity"},
           Case{"826 mm2", "8.26 mm2", "silicon"},
           Case{"value = 2020", "value = 2099", "release"},
           Case{", low = '81559 MiB'", ", low = '90000 MiB'", "ranges capacity"},
           Case{", low = '81559 MiB'", ", low = '81559 MB/s'", "ranges"},
           Case{"as_of = 2024-05-01", "as_of = 2099-05-01", "dates"},
           Case{"as_of = 2024-05-01", "as_of = 'May'", "dates"},
           Case{"as_of = 2024-05-01", "", "dates"},
           Case{"https://example.org/sheet", "example.org", "sources"},
           Case{"{ value = '400 W', source = 'sheet' }", "'400 W'", "sources"},
           Case{"{ value = '400 W', source = 'sheet' }", "{ value = '400 W', note = 'x' }", "sources"},
           Case{"[sources.sheet]",
                "[sources.other]\ntitle = 'Idle'\nurl = 'https://example.org'\nas_of = 2024-05-01\n[sources.sheet]",
                "sources"},
           Case{"source = 'sheet', low", "source = 'sheat', low", "entry"},
           Case{"'80 GiB'", "80", "entry"},
           Case{"'80 GiB'", "'80 GB/s'", "entry"},
           Case{"kind = 'datasheet'", "kind = 'datasheets'", "entry"},
       })
    EXPECT_EQ(audits(device_with(from, to)["errors"]), audit) << from << " -> " << to;
}

TEST_F(AuditDevice, WarnsOfWhatIsWeak) {
  EXPECT_EQ(audits(device_with("url = 'https://example.org/sheet'\n", "")["warnings"]), "sources");
  EXPECT_EQ(audits(device_with("process = 'TSMC N7'\n", "")["warnings"]), "silicon");
  EXPECT_EQ(
      audits(device_with("'80 GiB', source = 'sheet', low = '81559 MiB'", "'80 GB', source = 'sheet'")["warnings"]),
      "capacity");
  const json j = device_with("A data sheet", "A data sheet (not opened)");
  EXPECT_EQ(j["errors"], json::array());
  EXPECT_EQ(j["second_hand"].size(), 1u);
}

TEST_F(AuditDevice, KnowsThePlaceOfAMistake) {
  const json j = device_with("'fp16 2:4' = { value = '624", "'fp16 2:4' = { value = '1248");
  ASSERT_EQ(j["errors"].size(), 1u);
  EXPECT_EQ(j["errors"][0]["entry"], "hardware/Device");
  EXPECT_EQ(j["errors"][0]["path"], "peak.fp16 2:4");
  EXPECT_THAT(j["errors"][0]["where"].get<std::string>(), HasSubstr("hardware/Device.toml:17"));
  EXPECT_THAT(j["errors"][0]["what"].get<std::string>(), HasSubstr("4 times the dense rate"));
}

TEST_F(Audit, ComparesModelsWithTheirPublishedCounts) {
  const std::string text = "kind = 'profile'\nflops_per_sample = { value = '2 GFLOP', source = 's' }\n";
  EXPECT_EQ(audits(entry("workloads/P", text + "parameters = { value = 1000, source = 's' }\n" + source)["errors"]),
            "");
  const json j = audit("Llama-3-8B");
  EXPECT_EQ(j["errors"], json::array());
}

TEST_F(Audit, HoldsSitesAgainstGridsAndBuildings) {
  const auto site = [&](const std::string& field, const std::string& value) {
    return audits(entry("sites/here", "kind = 'site'\ncarbon_life_cycle = { value = '400 gCO2e/kWh', source = 's' }\n" +
                                          field + " = { value = " + value + ", source = 's' }\n" + source)["errors"]);
  };
  EXPECT_EQ(site("carbon_direct", "'350 gCO2e/kWh'"), "");
  EXPECT_EQ(site("carbon_direct", "'500 gCO2e/kWh'"), "carbon");
  EXPECT_EQ(site("carbon_marginal", "'5000 gCO2e/kWh'"), "carbon");
  EXPECT_EQ(site("pue", "4"), "building");
  EXPECT_EQ(site("pue", "0.9"), "entry");
  EXPECT_EQ(site("electricity_price", "'$80/kWh'"), "electricity");
}

TEST_F(Audit, AddsUpNodesAndFollowsTheirNames) {
  const auto node = [&](const std::string& lines) {
    return audits(entry("nodes/N",
                        "kind = 'node'\nhardware = 'H100_SXM5_80GB'\ndevices_per_node = { value = 8, source = 's' }\n" +
                            lines + "[power_supplies]\ncapacity = { value = '19.8 kW', source = 's' }\n" +
                            source)["errors"]);
  };
  EXPECT_EQ(node("node_fabric = 'NVLink4'\nrated_power = { value = '10.2 kW', source = 's' }\n"), "");
  EXPECT_EQ(node("node_fabric = 'NVLink5'\n"), "node-fabric");
  EXPECT_EQ(node("rated_power = { value = '4 kW', source = 's' }\n"), "rated-power") << "eight times 700 W";
  EXPECT_EQ(node("node_fabric = 'NVLink44'\n"), "names");
}

/// An entry of ours with one thing changed.
std::string ours(const std::string& file, std::string_view from, std::string_view to) {
  std::string text = read_file(std::filesystem::path(FLEETLINE_REGISTRY_SOURCE) / (file + ".toml"));
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << file << " has no " << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

// The architecture of Llama 3 8B has 8,030,261,248 parameters, a token of Mixtral touches 12.9e9.
TEST_F(Audit, CountsTheParametersOfAnArchitecture) {
  EXPECT_EQ(audits(entry("workloads/M", ours("workloads/Llama-3-8B", "value = 8030261248", "value = 8230261248"))["errors"]), "published-count");
  EXPECT_EQ(audits(entry("workloads/M", ours("workloads/Mixtral-8x7B", "value = 12.9e9", "value = 46.7e9"))["errors"]), "published-active-count");
  EXPECT_EQ(audits(entry("workloads/M", ours("workloads/Llama-3-8B", "published_parameters = { value = 8030261248, source = \"count\" }", ""))["warnings"]), "has-a-published-count");
}

TEST_F(Audit, FollowsAliasesOneStep) {
  folder.write("hardware/aliases.toml", "fast = 'H100'\nslow = 'nothing'\nround = 'about'\nabout = 'round'\n");
  const json j = audit("hardware");
  std::string told;
  for (const json& f : j["errors"])
    told += f["path"].get<std::string>() + ": " + f["what"].get<std::string>() + "; expected " + f["expected"].get<std::string>() + "\n";
  EXPECT_THAT(told, AllOf(HasSubstr("fast: leads to the alias 'H100'; expected fast = \"H100_SXM5_80GB\"\n"),
                          HasSubstr("slow: leads to 'nothing', which is no entry of hardware; expected"),
                          HasSubstr("round: leads to the alias 'about'; expected the name of an entry of hardware: these aliases lead to each other")));
}

TEST_F(Audit, OfSomethingElseNamesTheNearest) {
  const Outcome o = fleetline({"audit", "hardwar"});
  EXPECT_EQ(o.code, 1);
  EXPECT_EQ(o.err,
            "audit: 'hardwar' is neither a folder of the registry nor an entry\n  expected a folder or a name that "
            "'fleetline list' shows\n  did you mean 'hardware'?\n");
}

}  // namespace
}  // namespace fleetline::test
