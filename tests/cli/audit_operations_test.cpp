// `audit` of sites, prices, failures and footprints of making chips: a broken entry for each rule.
#include "audit_fixture.hpp"

namespace fleetline::test {
namespace {

std::string line(const std::string& field, const std::string& value) {
  return field + " = { value = " + value + ", source = 's' }\n";
}

class AuditOperations : public Audit {
 protected:
  std::string of(const std::string& file, const std::string& lines) {
    return audits(entry(file, lines + source)["errors"]);
  }
};

TEST_F(AuditOperations, HoldsSitesAgainstGridsAndWater) {
  const auto site = [&](const std::string& lines) {
    return of("sites/here", "kind = 'site'\n" + line("carbon_life_cycle", "'400 gCO2e/kWh'") + lines);
  };
  EXPECT_EQ(site(line("carbon_marginal", "'600 gCO2e/kWh'")), "");
  EXPECT_EQ(site(line("carbon_marginal", "'40 gCO2e/kWh'")), "carbon") << "a tenth of the average: exchanged";
  EXPECT_EQ(site(line("water_on_site", "'18 L/kWh'")), "building");
  EXPECT_EQ(site(line("water_of_electricity", "'2000 L/kWh'")), "building") << "per MWh";
}

TEST_F(AuditOperations, HoldsPricesAgainstRatesAndRents) {
  const auto prices = [&](const std::string& sale, const std::string& rent) {
    return of("prices/P",
              "kind = 'prices'\nhardware = 'H100_SXM5_80GB'\nsales = [ { seller = 'A', price = { value = '" + sale +
                  "', source = 's' } } ]\nrents = [ { terms = 'on_demand', provider = 'B', price = { value = '" + rent +
                  "', source = 's' } } ]\n");
  };
  EXPECT_EQ(prices("$30000", "$3/h"), "");
  EXPECT_EQ(prices("$300", "$0.03/h"), "rates") << "thirty cents for each TFLOP/s";
  EXPECT_EQ(prices("$30000", "$98/h"), "rates") << "an accelerator for 306 h of rent: of a whole machine";
}

TEST_F(AuditOperations, FollowsNamesOfPricesAndTheirTerms) {
  const auto rent = [](const std::string& terms, const std::string& price) { return "{ terms = '" + terms + "', provider = 'B', price = { value = '" + price + "', source = 's' } }"; };
  const auto prices = [&](const std::string& hardware, const std::string& rents) { return entry("prices/P", "kind = 'prices'\nhardware = '" + hardware + "'\nrents = [ " + rents + " ]\n" + source); };
  EXPECT_EQ(audits(prices("H100_SXM5_80GB", rent("on_demand", "$3/h"))["errors"]), "");
  EXPECT_EQ(audits(prices("H1000", rent("on_demand", "$3/h"))["errors"]), "names");
  EXPECT_EQ(audits(prices("H100_SXM5_80GB", rent("on_demand", "$3/h") + ", " + rent("spot", "$4/h"))["warnings"]), "commitment");
}

TEST_F(AuditOperations, OffersOfSomethingElseAreAnError) {
  const auto offer = [](const std::string& provider, const std::string& price) { return "{ terms = 'on_demand', provider = '" + provider + "', price = { value = '" + price + "', source = 's' } }, "; };
  EXPECT_EQ(of("prices/P", "kind = 'prices'\nhardware = 'H100_SXM5_80GB'\nrents = [ " + offer("A", "$2/h") + offer("B", "$3/h") + offer("C", "$98/h") + "]\n"), "offers") << "of a whole machine: 33 times the median";
}

TEST_F(AuditOperations, HoldsDataSetsAgainstTheirOwnCounts) {
  const auto dataset = [&](const std::string& lines) { return of("datasets/D", "kind = 'dataset'\ncontent = 'Texts'\n" + lines); };
  EXPECT_EQ(dataset(line("tokens", "'1e9 token'") + line("size", "'4 GB'")), "");
  EXPECT_EQ(dataset(line("tokens", "'1e9 token'") + line("size", "'4 TB'")), "token-size");
  EXPECT_EQ(dataset("[input]\n" + line("p50", "100") + line("p90", "90")), "lengths");
  EXPECT_EQ(dataset("[output]\n" + line("mean", "1000") + line("largest", "900")), "lengths");
}

TEST_F(AuditOperations, HoldsFailuresAgainstWhatFleetsShow) {
  const auto failures = [&](const std::string& lines) { return of("failures/F", "kind = 'failures'\n" + lines); };
  const auto hosts = [&](const std::string& count) {
    return failures(
        "counted = [ { part = 'host', failures = { value = " + count +
        ", source = 's' }, parts = { value = 1000, source = 's' }, period = { value = '1 d', source = 's' } } ]\n");
  };
  EXPECT_EQ(hosts("6.5"), "");
  EXPECT_EQ(hosts("650"), "mean-times") << "each host every day and a half";
  EXPECT_EQ(failures(line("low", "0.5")), "says-something");
  EXPECT_EQ(audits(entry("failures/F", "kind = 'failures'\n" + line("host", "'1 yr'") + line("low", "0.05") +
                                           line("high", "2") + source)["warnings"]),
            "band");
}

TEST_F(AuditOperations, HoldsFootprintsAgainstPublishedOnes) {
  const auto fabrication = [&](const std::string& lines) {
    return of("fabrication/F", "kind = 'fabrication'\n" + lines);
  };
  const auto process = [&](const std::string& direct) {
    return "[[process]]\nnames = ['5 nm']\n" + line("direct", "'" + direct + "'");
  };
  EXPECT_EQ(fabrication(process("1.5 kgCO2e/cm2")), "");
  EXPECT_EQ(fabrication(process("150 kgCO2e/cm2")), "areas");
  EXPECT_EQ(fabrication(process("1.5 kgCO2e/cm2") + process("1.6 kgCO2e/cm2")), "areas") << "the second is never found";
  EXPECT_EQ(fabrication("[[process]]\nnames = ['5 nm']\n" + line("energy", "'2 kWh/cm2'")), "areas")
      << "without the gases";
  EXPECT_EQ(fabrication(process("1.5 kgCO2e/cm2") + line("energy", "'2 kWh/cm2'") + line("gases", "'100 gCO2e/cm2'")),
            "areas")
      << "and their sum";
  const auto memory = [&](const std::string& carbon) {
    return "[[memory]]\ntypes = ['HBM3']\n" + line("carbon", "'" + carbon + "'") + line("capacity", "'1 GB'");
  };
  EXPECT_EQ(fabrication(memory("0.8 kgCO2e")), "");
  EXPECT_EQ(fabrication(memory("80 kgCO2e")), "memories");
  EXPECT_EQ(fabrication(memory("0.8 kgCO2e") + memory("0.9 kgCO2e")), "memories");
  EXPECT_EQ(fabrication(line("product", "'1312 kgCO2e'") + line("product_silicon", "'878 kgCO2e'")), "");
  EXPECT_EQ(fabrication(line("product", "'878 kgCO2e'") + line("product_silicon", "'1312 kgCO2e'")), "whole-product");
  EXPECT_EQ(fabrication(line("product", "'878 kgCO2e'")), "whole-product");
}

}  // namespace
}  // namespace fleetline::test
