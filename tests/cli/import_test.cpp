// `fleetline import`: a config.json in, a registry entry out, and what the user is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "program.hpp"

namespace fleetline::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view llama = R"({
  "model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "num_attention_heads": 32, "num_key_value_heads": 8,
  "intermediate_size": 14336, "vocab_size": 128256, "max_position_embeddings": 8192, "tie_word_embeddings": false,
  "rope_theta": 500000.0, "torch_dtype": "bfloat16"
})";

TEST(Import, WritesAnEntryThatRuns) {
  const Folder folder;
  const std::string config = folder.write("config.json", llama), entry = (folder / "workloads/Mine.toml").string();
  folder.write("workloads/Other.toml", "kind = 'profile'\nparameters = 1\n");
  const Outcome made = fleetline({"import", "hf", config, "--out", entry, "--source", "https://example.org/config.json", "--as-of", "2024-04-18"});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.out, IsEmpty());
  EXPECT_THAT(made.err, HasSubstr("note: 8030261248 parameters follow from these sizes"));
  const std::string text = read_file(entry);
  EXPECT_THAT(text, StartsWith("kind  = \"transformer\"\ntitle = \"Mine\"\n"));
  EXPECT_THAT(text, AllOf(HasSubstr("kv_heads        = { value = 8, source = \"config\" }\n"), HasSubstr("url   = \"https://example.org/config.json\"\n"),
                          HasSubstr("as_of = 2024-04-18\n")));
  const Outcome run = fleetline({"eval", "Mine", "H100", "--registry", folder.path().string()});
  EXPECT_EQ(run.code, 0) << run.err;
}

TEST(Import, PrintsTheEntryAndAsksWhereItIsFrom) {
  const Folder folder;
  const Outcome o = fleetline({"import", "hf", folder.write("config.json", llama), "--name", "Any \"name\""});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, HasSubstr("title = \"Any \\\"name\\\"\"\n"));
  EXPECT_THAT(o.err, HasSubstr("--source URL --as-of YYYY-MM-DD"));
}

TEST(Import, ListsWhatItAccepts) {
  const Outcome o = fleetline({"import", "--list"});
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_THAT(o.out, AllOf(HasSubstr("hf: The config.json of a Hugging Face checkpoint (workloads "), HasSubstr("llama, "), HasSubstr("qwen3")));
}

TEST(Import, NamesTheNearestImporter) {
  const Folder folder;
  const Outcome o = fleetline({"import", "hg", folder.write("config.json", llama)});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, AllOf(HasSubstr("there is no importer called 'hg'"), HasSubstr("hf")));
}

TEST(Import, SaysEverythingThatIsWrongWithTheCommand) {
  const Outcome o = fleetline({"import", "--as-of", "2023-02-29"});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, AllOf(HasSubstr("FORM is missing"), HasSubstr("FILE is missing"), HasSubstr("'2023-02-29' is no date"), HasSubstr("nothing says where")));
}

TEST(Import, WritesNothingWhenTheFileIsWrong) {
  const Folder folder;
  const std::string entry = (folder / "Mine.toml").string();
  for (const char* text : {"", "not JSON", "[]", "3", "{\"model_type\": \"resnet\"}", "{\"model_type\": \"llama\", \"hidden_size\": 1e400}"}) {
    const Outcome o = fleetline({"import", "hf", folder.write("config.json", text), "--out", entry});
    EXPECT_EQ(o.code, 1) << text << o.err;
    EXPECT_THAT(o.err, HasSubstr("config.json")) << text;
    EXPECT_FALSE(std::filesystem::exists(entry)) << text;
  }
}

TEST(Import, MakesTheFolderOfItsEntry) {
  const Folder folder;
  const std::string config = folder.write("config.json", llama), entry = (folder / "mine/workloads/Mine.toml").string();
  const Outcome made = fleetline({"import", "hf", config, "--out", entry});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_TRUE(std::filesystem::exists(entry));
  const std::string file = folder.write("file", "");
  const Outcome o = fleetline({"import", "hf", config, "--out", file + "/Mine.toml"});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, HasSubstr(file));
}

TEST(Import, ReplacesAnEntryOnlyWhenItIsTold) {
  const Folder folder;
  const std::string config = folder.write("config.json", llama), entry = folder.write("Mine.toml", "# by hand");
  const Outcome refused = fleetline({"import", "hf", config, "--out", entry});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("'" + entry + "' is there already"), HasSubstr("--force to replace it")));
  EXPECT_EQ(read_file(entry), "# by hand");
  EXPECT_EQ(fleetline({"import", "hf", config, "--out", entry, "--force"}).code, 0);
  EXPECT_THAT(read_file(entry), StartsWith("kind"));
}

TEST(Import, NeverOverwritesWhatItReads) {
  const Folder folder;
  const std::string config = folder.write("config.json", llama);
  const Outcome o = fleetline({"import", "hf", config, "--out", config});
  EXPECT_EQ(o.code, 1);
  EXPECT_THAT(o.err, HasSubstr("is the file that is read"));
  EXPECT_EQ(read_file(config), llama);
}

}  // namespace
}  // namespace fleetline::test
