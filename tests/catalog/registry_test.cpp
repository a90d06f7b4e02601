#include "catalog/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "scratch.hpp"

namespace fleetline {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const Where asked{Label{"s.toml"}, 3, 7};

class RegistryTest : public ::testing::Test {
 protected:
  ScratchDirectory scratch;
  std::filesystem::path low = scratch.path() / "low", high = scratch.path() / "high";
  Problems problems;

  const RegistryEntry* find(Registry& registry, std::string_view name) {
    return registry.find("hardware", name, asked, "hardware.use", problems);
  }
  std::string only_problem() {
    EXPECT_EQ(problems.size(), 1u);
    return problems.empty() ? std::string() : problems.list().front().text();
  }
};

TEST_F(RegistryTest, FindsAnEntryByTheStemOfItsFile) {
  scratch.write("low/hardware/A100.toml", "memory = { value = '80 GB', source = 'A data sheet' }\n");
  Registry registry({low});
  const RegistryEntry* entry = find(registry, "A100");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->name, "A100");
  EXPECT_EQ(entry->root.table()->find("memory")->provenance->title, "A data sheet");
  EXPECT_EQ(find(registry, "A100"), entry);
}

TEST_F(RegistryTest, FollowsAliases) {
  scratch.write("low/hardware/H100_SXM5_80GB.toml", "kind = 'datasheet'\n");
  scratch.write("low/hardware/aliases.toml", "H100 = 'H100_SXM5_80GB'\n");
  Registry registry({low});
  const RegistryEntry* entry = find(registry, "H100");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->name, "H100_SXM5_80GB");
  EXPECT_THAT(registry.names("hardware"), ElementsAre("H100_SXM5_80GB"));
  EXPECT_THAT(registry.aliases("hardware"), ElementsAre(Pair("H100", "H100_SXM5_80GB")));
}

TEST_F(RegistryTest, LaterRootsOverlayEntriesAndAliases) {
  scratch.write("low/hardware/A100.toml", "from = 'low'\n");
  scratch.write("low/hardware/aliases.toml", "ours = 'A100'\nfast = 'A100'\n");
  scratch.write("high/hardware/A100.toml", "from = 'high'\n");
  scratch.write("high/hardware/B200.toml", "from = 'high'\n");
  scratch.write("high/hardware/fast.toml", "from = 'an entry that hides an alias'\n");
  scratch.write("high/hardware/aliases.toml", "ours = 'B200'\n");
  Registry registry({low, high});
  const RegistryEntry* a100 = find(registry, "A100");
  ASSERT_NE(a100, nullptr);
  EXPECT_EQ(*a100->root.table()->find("from")->text(), "high");
  EXPECT_THAT(a100->overlays, ElementsAre(low / "hardware/A100.toml"));
  EXPECT_EQ(find(registry, "ours")->name, "B200");
  EXPECT_EQ(find(registry, "fast")->name, "fast");
  EXPECT_THAT(registry.names("hardware"), ElementsAre("A100", "B200", "fast"));
}

TEST_F(RegistryTest, AnUnknownNameGetsTheNearestAndTheChoices) {
  scratch.write("low/hardware/A100.toml", "");
  scratch.write("low/hardware/H100.toml", "");
  Registry registry({low});
  EXPECT_EQ(find(registry, "a-100"), nullptr);
  EXPECT_EQ(only_problem(),
            "s.toml:3:7: hardware.use: 'a-100' is not in the registry's hardware\n"
            "  expected A100 or H100\n  did you mean 'A100'?");
}

TEST_F(RegistryTest, OffersOnlyEntriesOfTheKindThatWasAskedFor) {
  scratch.write("low/stacks/vllm-a.toml", "kind = 'serving_stack'\n");
  scratch.write("low/stacks/vllm-b.toml", "kind = 'training_stack'\n");
  scratch.write("low/stacks/aliases.toml", "vllm-c = 'vllm-b'\n");
  Registry registry({low});
  EXPECT_EQ(registry.find("stacks", "vllm-d", asked, "serving.stack", problems, "serving_stack"), nullptr);
  EXPECT_EQ(only_problem(),
            "s.toml:3:7: serving.stack: 'vllm-d' is not in the registry's stacks\n"
            "  expected vllm-a\n  did you mean 'vllm-a'?");
}

TEST_F(RegistryTest, AnEmptyFolderSaysWhereItLooked) {
  Registry registry({low, high});
  EXPECT_EQ(find(registry, "A100"), nullptr);
  EXPECT_EQ(only_problem(), "s.toml:3:7: hardware.use: 'A100' is not in the registry's hardware\n"
                            "  expected an entry in hardware/ of a registry directory: " +
                                low.string() + ", " + high.string());
}

TEST_F(RegistryTest, ABrokenEntryIsToldWithItsPlaceEachTime) {
  const auto file = scratch.write("low/hardware/bad.toml", "kind = datasheet\n");
  Registry registry({low});
  EXPECT_EQ(find(registry, "bad"), nullptr);
  ASSERT_EQ(problems.size(), 2u);
  EXPECT_EQ(problems.list()[0].text(),
            "s.toml:3:7: hardware.use: registry entry 'bad' is broken, see " + file.string() + ":1:8");
  EXPECT_EQ(problems.list()[1].where.text(), file.string() + ":1:8");
  EXPECT_EQ(find(registry, "bad"), nullptr);
  EXPECT_EQ(problems.size(), 3u) << "the place that asked is new, the broken line is not";
}

TEST_F(RegistryTest, AnAliasMustNotHideAnEntryBesideIt) {
  const auto entry = scratch.write("low/hardware/A100.toml", "");
  const auto file = scratch.write("low/hardware/aliases.toml", "A100 = 'B200'\n");
  Registry registry({low});
  EXPECT_NE(find(registry, "A100"), nullptr);
  EXPECT_EQ(only_problem(), file.string() + ":1:1: A100: alias 'A100' is also an entry: " + entry.string() +
                                "\n  expected one meaning per name: rename the alias or the file");
}

TEST_F(RegistryTest, AnAliasOfNothingIsToldWhereItStands) {
  scratch.write("low/hardware/A100.toml", "");
  const auto file = scratch.write("low/hardware/aliases.toml", "ampere = 'A10'\n");
  Registry registry({low});
  EXPECT_EQ(find(registry, "ampere"), nullptr);
  EXPECT_EQ(only_problem(), file.string() + ":1:10: ampere: 'A10' is not in the registry's hardware\n"
                                            "  expected A100\n  did you mean 'A100'?");
}

TEST_F(RegistryTest, AnAliasOfAnAliasIsRefused) {
  scratch.write("low/hardware/A100.toml", "");
  const auto file = scratch.write("low/hardware/aliases.toml", "ampere = 'A100'\nmine = 'ampere'\n");
  Registry registry({low});
  EXPECT_EQ(find(registry, "mine"), nullptr);
  EXPECT_EQ(only_problem(), file.string() + ":2:8: mine: leads to the alias 'ampere'\n"
                                            "  expected the name of an entry of hardware: an alias leads there in one step");
}

TEST_F(RegistryTest, NamesNeverLeaveTheirFolder) {
  scratch.write("low/secret.toml", "");
  scratch.write("low/hardware/A100.toml", "");
  Registry registry({low});
  for (const char* name : {"../secret", "", ".", "..", "aliases", "x/../A100"}) EXPECT_EQ(find(registry, name), nullptr) << name;
}

TEST_F(RegistryTest, TenThousandEntriesAreListedAndOneIsRead) {
  for (int i = 0; i < 10'000; ++i) scratch.write("low/hardware/d" + std::to_string(i) + ".toml", "kind = broken if read");
  scratch.write("low/hardware/d42.toml", "answer = 42\n");
  Registry registry({low});
  EXPECT_EQ(registry.names("hardware").size(), 10'000u);
  const RegistryEntry* entry = find(registry, "d42");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(*entry->root.table()->find("answer")->integer(), 42);
  EXPECT_EQ(find(registry, "e42"), nullptr);
  EXPECT_NE(problems.list()[0].expected.find("(10000 in all)"), std::string::npos) << problems.list()[0].expected;
}

TEST_F(RegistryTest, ManyThreadsGetTheSameEntry) {
  scratch.write("low/hardware/A100.toml", "a = 1\n");
  Registry registry({low});
  std::vector<const RegistryEntry*> found(8);
  std::vector<std::thread> threads;
  for (auto& slot : found)
    threads.emplace_back([&] {
      Problems mine;
      slot = registry.find("hardware", "A100", asked, "hardware.use", mine);
    });
  for (std::thread& thread : threads) thread.join();
  ASSERT_NE(found[0], nullptr);
  EXPECT_THAT(found, ::testing::Each(found[0]));
}

}  // namespace
}  // namespace fleetline
