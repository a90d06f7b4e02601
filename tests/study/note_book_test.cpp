#include "study/note_book.hpp"

#include <gtest/gtest.h>

namespace fleetline::test {
namespace {

using Texts = std::vector<std::string>;

TEST(NoteBook, TellsWhatHoldsEverywhereOnce) {
  NoteBook book;
  for (int i = 0; i < 3; ++i) {
    book.add("always", "");
    book.looked_at("");
  }
  EXPECT_EQ(book.sentences(), (Texts{"always"}));
}

TEST(NoteBook, NamesTheVariantsItHoldsFor) {
  NoteBook book;
  book.looked_at("a");
  book.add("falls back", "b");
  book.looked_at("b");
  book.add("falls back", "b");
  book.looked_at("b");
  EXPECT_EQ(book.sentences(), (Texts{"falls back (b)"}));
}

TEST(NoteBook, CountsTheCasesItHoldsFor) {
  NoteBook book;
  book.add("sometimes", "");
  book.looked_at("");
  book.looked_at("");
  EXPECT_EQ(book.sentences(), (Texts{"sometimes (in 1 of 2 cases looked at)"}));
}

TEST(NoteBook, DoesNotDrownItsReader) {
  NoteBook book;
  for (int i = 0; i < 100; ++i) {
    book.add("note " + std::to_string(i), "");
    book.looked_at("");
  }
  EXPECT_EQ(book.sentences().size(), 7u);
}

}  // namespace
}  // namespace fleetline::test
