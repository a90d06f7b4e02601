// The registry's models, read as the program reads them, against what their authors published.
#include <gtest/gtest.h>

#include "catalog/registry.hpp"
#include "catalog/toml.hpp"
#include "cnn/cnn.hpp"
#include "diffusion_transformer/diffusion_transformer.hpp"
#include "encoder/encoder.hpp"
#include "encoder_decoder/encoder_decoder.hpp"
#include "layers/layers.hpp"
#include "recommendation/recommendation.hpp"
#include "state_space/state_space.hpp"
#include "support.hpp"
#include "vision_transformer/vision_transformer.hpp"

namespace fleetline::workloads {
namespace {

template <class Params>
Params entry(std::string_view name, std::string_view kind) {
  static Registry registry({FLEETLINE_REGISTRY_SOURCE});
  Problems problems;
  const RegistryEntry* found = registry.find("workloads", name, {}, "workload.use", problems);
  problems.raise();
  Table table = *found->root.table();
  EXPECT_EQ(*table.find("kind")->text(), kind);
  table.erase("kind");
  table.erase("title");
  Params params;
  ReadContext context{problems, nullptr, "workload"};
  Params::schema().read(&params, table, found->root.where, context);
  problems.raise();
  return params;
}

cnn::Cnn::Params network(std::string_view name) { return entry<cnn::Cnn::Params>(name, "cnn"); }
transformer::Transformer::Params model(std::string_view name) {
  return entry<transformer::Transformer::Params>(name, "transformer");
}

double deviation_percent(double ours, double published) { return 100 * (ours / published - 1); }

void expect_within(double percent, double ours, double published, std::string_view what) {
  EXPECT_LE(std::abs(deviation_percent(ours, published)), percent)
      << what << ": derived " << ours << ", published " << published << ", " << deviation_percent(ours, published) << " %";
}

double forward_flops(const Workload& workload) {
  Step step{.samples = 1, .precision = sixteen_bit()};
  return sum(lowered(workload, step), Pass::forward).flops;
}

TEST(Registry, ResNet50HasThePublishedParametersAndFlops) {
  const auto params = network("ResNet50");
  const cnn::Cnn w(params);
  EXPECT_EQ(w.facts().parameters, 25557032);
  EXPECT_EQ(w.facts().parameters, *params.published_parameters);
  expect_within(0.5, forward_flops(w), params.published_flops->base(), "ResNet-50 FLOPs");
  EXPECT_EQ(forward_flops(w), 2 * 4089184256.0);
}

TEST(Registry, ResNet50HasFiftyLayersAndFourProjectionShortcuts) { EXPECT_EQ(cnn::Cnn(network("ResNet-50")).facts().layers, 54); }

TEST(Registry, OtherClassifiersHaveThePublishedParametersAndFlops) {
  for (const char* name : {"ResNet18", "ResNet34", "ResNet101", "ResNet152", "VGG16", "EfficientNet-B7"}) {
    const auto params = network(name);
    const cnn::Cnn w(params);
    EXPECT_EQ(w.facts().parameters, *params.published_parameters) << name;
    expect_within(0.5, forward_flops(w), params.published_flops->base(), name);
  }
}

// 9216 = 256 x 6 x 6. The published count is of multiply-adds with biases: 0.07 % more.
TEST(Registry, AlexNetHasThePublishedParametersAndFlops) {
  const auto params = network("AlexNet");
  const cnn::Cnn w(params);
  EXPECT_EQ(w.facts().parameters, 61100840);
  const double convolutions = 55 * 55 * 64 * 363.0 + 27 * 27 * 192 * 1600.0 + 169 * (384 * 1728.0 + 256 * 3456.0 + 256 * 2304.0);
  EXPECT_EQ(forward_flops(w), 2 * (convolutions + 9216 * 4096.0 + 4096 * 4096.0 + 4096 * 1000.0));
  expect_within(0.5, forward_flops(w), params.published_flops->base(), "AlexNet FLOPs");
}

TEST(Registry, HalfOfMobileNetV2HasThePublishedParametersAndFlops) {
  const auto params = network("MobileNetV2-0.5");
  const cnn::Cnn w(params);
  EXPECT_EQ(w.facts().parameters, *params.published_parameters);
  expect_within(0.5, forward_flops(w), params.published_flops->base(), "MobileNetV2-0.5 FLOPs");
  EXPECT_EQ(cnn::Cnn(network("MobileNetV2-0.5-features")).facts().parameters, w.facts().parameters - 1280 * 1000 - 1000);
}

TEST(Registry, MobileNetV2HasThePublishedParametersAndFlops) {
  const auto params = network("MobileNetV2");
  const cnn::Cnn w(params);
  EXPECT_EQ(w.facts().parameters, 3504872);
  EXPECT_EQ(w.facts().parameters, *params.published_parameters);
  expect_within(0.5, forward_flops(w), params.published_flops->base(), "MobileNetV2 FLOPs");
  expect_within(0.5, forward_flops(w), 2 * 300e6, "MobileNetV2 FLOPs, as the paper rounds");
}

// 64 filters of 10x4; four times 64 filters of 3x3 and 64x64 weights; 64x12. Output planes are 25x5.
TEST(Registry, DsCnnMatchesItsClosedForm) {
  const auto params = network("DS-CNN");
  const cnn::Cnn w(params);
  const double kernels = 10 * 4 * 64 + 4 * (9 * 64 + 64 * 64) + 64 * 12;
  const double channels = 64 + 4 * (64 + 64);  // each with a bias, a scale and a shift
  EXPECT_EQ(w.facts().parameters, kernels + 12 + 3 * channels);
  EXPECT_EQ(w.facts().parameters, 23756);
  const double macs = 125 * (10 * 4 * 64 + 4 * (9 * 64 + 64 * 64)) + 64 * 12;
  EXPECT_EQ(forward_flops(w), 2 * macs);
  EXPECT_EQ(macs, 2656768);
}

// The published count adds 72 000 biases and 8 000 pooled values.
TEST(Registry, DsCnnFlopsArePublishedWithBiasesAndPooling) {
  const auto params = network("DS-CNN");
  expect_within(0.5, forward_flops(cnn::Cnn(params)) + 125 * 64 * 9 + 125 * 64, params.published_flops->base(), "DS-CNN FLOPs");
}

// Zhang et al. 2017: DS-CNN small takes 38.6 KB at 8 bits.
TEST(Registry, DsCnnTakesThePublishedMemory) {
  Step step{.samples = 1, .precision = all_in("int8")};
  const Lowering l = lowered(cnn::Cnn(network("DS-CNN")), step);
  double weights = 0, activations = 0;
  for (const Block& block : l.blocks()) {
    weights += block.memory.weights.base();
    activations = std::max(activations, block.memory.activations.base());
  }
  EXPECT_EQ(weights, 22604);
  EXPECT_EQ(activations, 2 * 125 * 64);
  expect_within(0.5, weights + activations, 38.6e3, "DS-CNN memory");
}

// 640 x 128, three times 128 x 128, 128 x 8 and back, each with biases; batch norms of 1032 channels in all. The framework's own total is
// 269 992, with as many running means and variances again.
TEST(Registry, TheTinyAutoencoderMatchesItsClosedForm) {
  const cnn::Cnn w(network("Autoencoder-AD"));
  const double kernels = 2 * (640 * 128 + 3 * 128 * 128 + 128 * 8), biases = 9 * 128 - 128 + 8 + 640;
  EXPECT_EQ(w.facts().parameters, kernels + biases + 2 * 1032);
  EXPECT_EQ(w.facts().parameters + 2 * 1032, 269992);
  EXPECT_EQ(forward_flops(w), 2 * kernels);
}

// The framework's total of 78 666 counts the running means and variances of 240 channels; 12.5 M multiply-adds by its layers:
// 27 x 16, two of 144 x 16 on 1024 pixels; 144 x 32, 288 x 32, 16 x 32 on 256; 288 x 64, 576 x 64, 32 x 64 on 64; 640.
TEST(Registry, ResNet8MatchesItsClosedForm) {
  const layers::Layers w(entry<layers::Params>("ResNet-8", "layers"));
  EXPECT_EQ(w.facts().parameters + 2 * 240, 78666);
  const double macs = 1024 * (27 * 16 + 2 * 144 * 16) + 256 * (144 * 32 + 288 * 32 + 16 * 32) + 64 * (288 * 64 + 576 * 64 + 32 * 64) + 640;
  EXPECT_EQ(forward_flops(w), 2 * macs);
  EXPECT_EQ(macs, 12501632);
}

// Channels c to o on s x s pixels after the depthwise convolution: 9 c weights and c o weights there.
TEST(Registry, MobileNetV1MatchesItsClosedForm) {
  const cnn::Cnn w(network("MobileNetV1-0.25"));
  struct Pair { double c, o, s; };
  const Pair pairs[] = {{8, 16, 48}, {16, 32, 24}, {32, 32, 24}, {32, 64, 12}, {64, 64, 12}, {64, 128, 6}, {128, 128, 6}, {128, 128, 6},
                        {128, 128, 6}, {128, 128, 6}, {128, 128, 6}, {128, 256, 3}, {256, 256, 3}};
  double parameters = 27 * 8 + 3 * 8 + 256 * 2 + 2, macs = 48 * 48 * 27 * 8 + 256 * 2;  // biases, scales and shifts: three a channel
  for (const Pair& p : pairs) {
    parameters += 9 * p.c + p.c * p.o + 3 * (p.c + p.o);
    macs += p.s * p.s * (9 * p.c + p.c * p.o);
  }
  EXPECT_EQ(w.facts().parameters, parameters);
  EXPECT_EQ(forward_flops(w), 2 * macs);
}

TEST(Registry, LlamasHaveThePublishedParameters) {
  for (const auto& [name, exact] : {std::pair("Llama-3-8B", 8030261248.0), std::pair("Llama-3-70B", 70553706496.0)}) {
    const auto params = model(name);
    const transformer::Transformer w(params);
    EXPECT_EQ(w.facts().parameters, exact) << name;
    expect_within(0.5, w.facts().parameters, *params.published_parameters, name);
    EXPECT_EQ(w.facts().max_context, 8192);
    EXPECT_TRUE(w.facts().tokens);
  }
}

/// Of every entry of a kind, as the program reads them.
template <class Use>
void for_all(std::string_view kind, Use&& use) {
  Registry registry({FLEETLINE_REGISTRY_SOURCE});
  for (const std::string& name : registry.names("workloads")) {
    Problems problems;
    const RegistryEntry* found = registry.find("workloads", name, {}, "", problems);
    ASSERT_NE(found, nullptr) << name;
    if (*found->root.table()->find("kind")->text() == kind) use(name);
  }
}

/// Every entry of a kind against what it says was published; returns how many said it.
template <class W>
int compare_parameters(std::string_view kind) {
  int compared = 0;
  for_all(kind, [&](const std::string& name) {
    const auto params = entry<typename W::Params>(name, kind);
    const W w(params);
    if (!params.published_parameters) return;
    expect_within(0.5, w.facts().parameters, *params.published_parameters, name);
    ++compared;
  });
  return compared;
}

TEST(Registry, OtherKindsHaveThePublishedParameters) {
  EXPECT_EQ(compare_parameters<vision_transformer::VisionTransformer>("vision-transformer"), 8);
  EXPECT_EQ(compare_parameters<diffusion_transformer::DiffusionTransformer>("diffusion-transformer"), 3);
  EXPECT_GE(compare_parameters<encoder::Encoder>("encoder"), 6);
  EXPECT_GE(compare_parameters<encoder_decoder::EncoderDecoder>("encoder-decoder"), 12);
  EXPECT_GE(compare_parameters<state_space::StateSpace>("state-space"), 6);
  EXPECT_GE(compare_parameters<layers::Layers>("layers"), 2);
  EXPECT_GE(compare_parameters<cnn::Cnn>("cnn"), 3);
}

// torchvision: 5 288 548 parameters, 0.386 G multiply-adds.
TEST(Registry, EfficientNetB0HasThePublishedParametersAndFlops) {
  const auto params = network("EfficientNet-B0");
  const cnn::Cnn w(params);
  EXPECT_EQ(w.facts().parameters, 5288548);
  expect_within(0.5, forward_flops(w), params.published_flops->base(), "EfficientNet-B0 FLOPs");
}

// Ultralytics: 3 157 200 parameters; 8.9 GFLOPs with what its profiler counts for batch norms and activation functions.
TEST(Registry, Yolov8nHasThePublishedParameters) {
  const layers::Layers w(entry<layers::Params>("YOLOv8n", "layers"));
  EXPECT_EQ(w.facts().parameters, 3157200);
  expect_within(3, forward_flops(w), 8.9e9, "YOLOv8n FLOPs");
}

// diffusers: 859 520 964 parameters.
TEST(Registry, StableDiffusionsUNetHasThePublishedParameters) {
  EXPECT_EQ(layers::Layers(entry<layers::Params>("Stable-Diffusion-1.5", "layers")).facts().parameters, 859520964);
}

// Liu et al. 2022, table 1: ConvNeXt-T, B and L take 4.5, 15.4 and 34.4 G multiply-adds; Liu et al. 2021, table 1: Swin-T and B 4.5 and 15.4 G.
TEST(Registry, NetworksOfStagesHaveThePublishedFlops) {
  for (const auto& [name, macs] : {std::pair("ConvNeXt-T", 4.5e9), std::pair("ConvNeXt-B", 15.4e9), std::pair("ConvNeXt-L", 34.4e9),
                                   std::pair("Swin-T", 4.5e9), std::pair("Swin-B", 15.4e9)})
    expect_within(1.2, forward_flops(layers::Layers(entry<layers::Params>(name, "layers"))), 2 * macs, name);
}

// Kirillov et al. 2023: the ViT-H image encoder has 636 M parameters. U-Net: by the sizes of figure 1, 31 M.
TEST(Registry, OtherNetworksAreNearWhatIsSaidOfThem) {
  expect_within(0.5, layers::Layers(entry<layers::Params>("SAM-ViT-H", "layers")).facts().parameters, 636e6, "SAM ViT-H");
  EXPECT_EQ(layers::Layers(entry<layers::Params>("U-Net", "layers")).facts().parameters, 31030658);
}

TEST(Registry, TheBenchmarksRecommenderHoldsNinetySixGigabytesOfTables) {
  const recommendation::Recommendation w(entry<recommendation::Params>("DLRM-MLPerf", "recommendation"));
  double rows = 0;
  for (const auto& t : entry<recommendation::Params>("DLRM-MLPerf", "recommendation").table) rows += t.rows * t.count;
  EXPECT_EQ(rows, 187767399);
  const double networks = (13 * 512 + 512) + (512 * 256 + 256) + (256 * 128 + 128) + (479 * 1024 + 1024.0) + (1024 * 1024 + 1024) +
                          (1024 * 512 + 512) + (512 * 256 + 256) + 257;
  EXPECT_EQ(w.facts().parameters, rows * 128 + networks);
  EXPECT_EQ(w.facts().active_parameters, 26 * 128 + networks);  // one row of each table
}

// 204 184 588 rows of 128; three layers of 2 x 3456 x 512 and 3456 biases; the top network reads 27 vectors.
TEST(Registry, TheSecondRecommenderCrossesItsVectors) {
  const recommendation::Recommendation w(entry<recommendation::Params>("DLRM-DCNv2", "recommendation"));
  const double bottom = 13 * 512 + 512 * 256 + 256 * 128, crosses = 3 * 2 * 3456 * 512.0;
  const double top = 3456 * 1024.0 + 1024 * 1024 + 1024 * 512 + 512 * 256 + 256;
  const double biases = 512 + 256 + 128 + 3 * 3456 + 1024 + 1024 + 512 + 256 + 1;
  EXPECT_EQ(w.facts().parameters, 204184588 * 128.0 + bottom + crosses + top + biases);
  EXPECT_EQ(w.facts().active_parameters, 214 * 128 + bottom + crosses + top + biases);
  EXPECT_EQ(forward_flops(w), 2 * (bottom + crosses + top));
}

/// No entry has a count that no test compares: those of all kinds together are those that say one.
TEST(Registry, EveryPublishedCountIsCompared) {
  Registry registry({FLEETLINE_REGISTRY_SOURCE});
  int said = 0;
  for (const std::string& name : registry.names("workloads")) {
    Problems problems;
    said += registry.find("workloads", name, {}, "", problems)->root.table()->find("published_parameters") != nullptr ? 1 : 0;
  }
  EXPECT_EQ(compare_parameters<transformer::Transformer>("transformer") + compare_parameters<state_space::StateSpace>("state-space") +
                compare_parameters<encoder::Encoder>("encoder") + compare_parameters<encoder_decoder::EncoderDecoder>("encoder-decoder") +
                compare_parameters<vision_transformer::VisionTransformer>("vision-transformer") +
                compare_parameters<diffusion_transformer::DiffusionTransformer>("diffusion-transformer") +
                compare_parameters<recommendation::Recommendation>("recommendation") + compare_parameters<layers::Layers>("layers") +
                compare_parameters<cnn::Cnn>("cnn"),
            said);
}

// Checkpoints that hold their prediction module, GLM's with copies of embedding and head: what remains are the routers' correction biases,
// one for each of 160 or 128 experts in 89 or 45 layers and in the module; of Qwen3.8 what sees images: 27 layers of 1152 with a network of 4304,
// patches of 3 x 2 x 16 x 16, 2304 positions, and the merger of 4608.
TEST(Registry, CheckpointsWithPredictionModulesAddUp) {
  struct Checkpoint { const char* name; double elements, copies, others; };
  const double image_layer = 4 * 1152 * 1152.0 + 2 * 1152 * 4304 + 4304 + 9 * 1152;
  const double images = 27 * image_layer + 1152 * 1536 + 1152 + 2304 * 1152 + 2 * 1152 + 4608 * 4608 + 4608 + 4608 * 5120 + 5120;
  for (const auto& [name, elements, copies, others] : {Checkpoint{"GLM-4.5", 358337791296, 1, 90 * 160}, Checkpoint{"GLM-4.5-Air", 110468824832, 1, 46 * 128},
                                                       Checkpoint{"Qwen3-Next-80B-A3B", 81324862720, 0, 0},
                                                       Checkpoint{"Qwen3.8-27B", 27781427952, 0, images}}) {
    const auto params = model(name);
    const transformer::Shape shape = transformer::shape_of(params);
    const double module = prediction_parameters(shape, share_of(shape, {}));
    EXPECT_EQ(total_parameters(shape) + module + copies * 2 * params.vocabulary * params.hidden + others, elements) << name;
  }
}

TEST(Registry, TransformersHaveThePublishedParameters) {
  int compared = 0;
  for_all("transformer", [&](const std::string& name) {
    const auto params = model(name);
    const transformer::Transformer w(params);
    if (!params.published_parameters) return;
    expect_within(0.5, w.facts().parameters, *params.published_parameters, name);
    ++compared;
  });
  EXPECT_GT(compared, 80);
}

// Publications round to two or three digits, and some leave out the embedding, which a token only looks up.
TEST(Registry, MixturesHaveThePublishedActiveParameters) {
  int compared = 0;
  for_all("transformer", [&](const std::string& name) {
    const auto params = model(name);
    if (!params.published_active_parameters) return;
    const double ours = transformer::Transformer(params).facts().active_parameters, published = *params.published_active_parameters;
    const double embedding = double{1} * params.vocabulary * params.hidden;
    const double nearest = std::abs(ours - published) < std::abs(ours - embedding - published) ? ours : ours - embedding;
    expect_within(3, nearest, published, name);
    ++compared;
  });
  EXPECT_GE(compared, 11);
}

// DeepSeek-AI, README_WEIGHTS.md of DeepSeek-V3: 11.5 B of its own, which leaves out the matrix that joins its two inputs.
TEST(Registry, PredictionModulesHaveThePublishedParameters) {
  const auto params = model("DeepSeek-V3");
  const transformer::Shape shape = transformer::shape_of(params);
  const double own = prediction_parameters(shape, share_of(shape, {})) - transformer::join_matrix(shape).parameters();
  expect_within(0.5, own, *params.published_prediction_parameters, "prediction module of DeepSeek-V3");
}

// OpenAI 2025, gpt-oss model card, table 1: experts in mxfp4, the rest in bf16.
TEST(Registry, GptOssTakesThePublishedMemory) {
  for (const auto& [name, gib] : {std::pair("GPT-OSS-120B", 60.8), std::pair("GPT-OSS-20B", 12.8)})
    expect_within(0.5, resident(lowered(transformer::Transformer(model(name)), decode_step(1, 10))).weights.base(), gib * 1073741824.0, name);
}

TEST(Registry, AliasesLeadToEntries) {
  Registry registry({FLEETLINE_REGISTRY_SOURCE});
  ASSERT_FALSE(registry.aliases("workloads").empty());
  for (const auto& [alias, name] : registry.aliases("workloads")) {
    Problems problems;
    const RegistryEntry* found = registry.find("workloads", alias, {}, "workload.use", problems);
    ASSERT_NE(found, nullptr) << alias;
    EXPECT_EQ(found->name, name);
  }
}

/// Every number of an entry says where it comes from; layer rows are covered by `architecture`.
TEST(Registry, EveryNumberHasASource) {
  Registry registry({FLEETLINE_REGISTRY_SOURCE});
  for (const std::string& name : registry.names("workloads")) {
    Problems problems;
    const RegistryEntry* found = registry.find("workloads", name, {}, "", problems);
    ASSERT_NE(found, nullptr) << name;
    for (const Table::Entry& e : found->root.table()->entries()) {
      if (e.value.integer() == nullptr && e.value.number() == nullptr && e.key != "architecture") continue;
      ASSERT_NE(e.value.provenance, nullptr) << name << ": " << e.key;
      EXPECT_FALSE(e.value.provenance->title.empty() || e.value.provenance->url.empty() || e.value.provenance->as_of.empty())
          << name << ": " << e.key;
    }
  }
}

}  // namespace
}  // namespace fleetline::workloads
