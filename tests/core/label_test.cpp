// Labels: one id per text, for as long as the process lives, from any thread.
#include "fleetline/label.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "core/stable_list.hpp"

namespace fleetline {
namespace {

TEST(Label, IsEqualForEqualText) {
  EXPECT_EQ(Label("ffn.gate_up"), Label(std::string("ffn.") + "gate_up"));
  EXPECT_FALSE(Label("ffn.gate_up") == Label("ffn.down"));
  EXPECT_EQ(Label("ffn.gate_up").text(), "ffn.gate_up");
}

TEST(Label, IsEmptyForNoText) {
  EXPECT_FALSE(Label());
  EXPECT_FALSE(Label(""));
  EXPECT_EQ(Label(), Label(""));
  EXPECT_EQ(Label().text(), "");
}

TEST(Label, HasNoTextForAnIdThatNobodyMade) {
  Label unknown;
  unknown.id = 4'000'000'000;
  EXPECT_EQ(unknown.text(), "");
}

TEST(Label, KeepsItsTextWhereItIs) {
  const std::string_view before = Label("stays").text();
  for (int i = 0; i < 10'000; ++i) Label("filler " + std::to_string(i));
  EXPECT_EQ(Label("stays").text().data(), before.data());
}

TEST(Label, OutlivesTheTextItWasMadeFrom) {
  Label label;
  {
    const std::string text(100, 'x');
    label = Label(text);
  }
  EXPECT_EQ(label.text(), std::string(100, 'x'));
}

// Four threads intern the same texts while a fifth reads whatever id exists.
TEST(Label, GivesOneIdToManyThreads) {
  constexpr int texts = 5000;
  std::vector<std::vector<Label>> labels(4);
  std::atomic<bool> done{false};
  std::atomic<int> torn{0};
  std::jthread reader([&] {
    for (std::uint32_t id = 1; !done; id = id % texts + 1) {
      Label label;
      label.id = id;
      const std::string_view text = label.text();
      if (!text.empty() && text.front() == '#' && text.back() != '#') ++torn;
    }
  });
  {
    std::vector<std::jthread> writers;
    for (auto& mine : labels)
      writers.emplace_back([&mine] {
        for (int i = 0; i < texts; ++i) mine.emplace_back("#" + std::to_string(i) + "#");
      });
  }
  done = true;
  reader.join();
  EXPECT_EQ(torn, 0);
  for (int i = 0; i < texts; ++i) {
    const auto at = static_cast<std::size_t>(i);
    EXPECT_EQ(labels[0][at].text(), "#" + std::to_string(i) + "#");
    for (const auto& mine : labels) EXPECT_EQ(mine[at], labels[0][at]);
  }
}

TEST(StableList, KeepsElementsInPlaceAcrossChunks) {
  StableList<int> list;
  std::vector<const int*> places;
  for (int i = 0; i < 3000; ++i) places.push_back(&list.append(i));
  EXPECT_EQ(list.size(), 3000u);
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_EQ(list.find(i), places[i]);
    EXPECT_EQ(*places[i], static_cast<int>(i));
  }
  EXPECT_EQ(list.find(3000), nullptr);
}

}  // namespace
}  // namespace fleetline
