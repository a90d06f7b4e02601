// Names as users of MLSys-im type them, newest tree and 0.1.1: each leads to an entry of ours, of the kind they mean by
// it.
#include <gtest/gtest.h>

#include <sstream>

#include "catalog/registry.hpp"

namespace fleetline {
namespace {

void expect_all(std::string_view folder, std::string_view kind, const char* names) {
  static Registry registry({FLEETLINE_REGISTRY_SOURCE});
  std::istringstream in(names);
  for (std::string name; in >> name;) {
    Problems problems;
    const RegistryEntry* found = registry.find(folder, name, {}, "test.use", problems);
    ASSERT_NE(found, nullptr) << folder << "/" << name;
    if (kind.empty()) continue;
    const Value* of = found->root.table()->find("kind");
    ASSERT_NE(of, nullptr) << name;
    EXPECT_EQ(*of->text(), kind) << folder << "/" << name;
  }
}

void expect_leads_to(std::string_view folder, std::string_view name, std::string_view entry) {
  Registry registry({FLEETLINE_REGISTRY_SOURCE});
  Problems problems;
  const RegistryEntry* found = registry.find(folder, name, {}, "test.use", problems);
  ASSERT_NE(found, nullptr) << name;
  EXPECT_EQ(found->name, entry) << name;
}

TEST(NamesOfMlsysim, Devices) {
  expect_all("hardware", "datasheet",
             "V100 V100_PCIe A100 H100 H200 B200 MI300X MI250X Gaudi2 Gaudi3 Trainium2 TPUv1 TPUv2 TPUv3 TPUv4 TPUv5p "
             "TPUv6 T4 Cerebras_CS3 Groq_LPU "
             "Graphcore_GC200 DMatrix_Corsair Untether_speedAI240 IntelSGX ReferenceCPU DGX_Spark MacBookM3Max "
             "iPhone15Pro Pixel8 Snapdragon8Gen3 Coral AppleM2 JetsonOrinNX "
             "JetsonOrinNano JetsonAGXOrin DriveThor RoboTaxi NUC_Movidius GenericServer ESP32_S3 nRF52840 HimaxWE1 "
             "OuraRing LockstepSafetyMCU_Reference");
}

TEST(NamesOfMlsysim, ShortNamesOfDevices) {
  expect_all("hardware", "datasheet",
             "CerebrasCS3 DGXSpark MacBook iPhone Snapdragon Jetson ESP32 Himax Generic_Phone");
}

// A rack of 72 is a node here: what one of its GPUs does is hardware/GB200.
TEST(NamesOfMlsysim, TheRackOfSeventyTwoIsANode) { expect_all("nodes", "node", "GB200_NVL72 NVL72"); }

TEST(NamesOfMlsysim, LanguageModels) {
  expect_all(
      "workloads", "transformer",
      "GPT2 GPT2_Small GPT3 Llama2_7B Llama2_70B Llama3_8B Llama3_70B Llama3_405B Mixtral_8x7B DeepSeek_V3 OpenVLA_7B");
  expect_all("workloads", "encoder", "BERT_Base BERT_Large");
  expect_all("workloads", "state-space", "Mamba_130M Mamba_2_8B");
}

TEST(NamesOfMlsysim, OtherModels) {
  expect_all("workloads", "cnn",
             "ResNet50 ResNet18 MobileNetV2 MobileNetV2_Alpha0_5 MobileNetV2_Alpha0_5FeatureExtractor EfficientNetB0 "
             "AlexNet DS_CNN WakeVision "
             "AnomalyDetector");
  expect_all("workloads", "layers",
             "LeNet1 YOLOv8_Nano StableDiffusion_v1_5 ACT_ALOHA Octo_Base DiffusionPolicy_PushT");
  expect_all("workloads", "recommendation", "DLRM");
  expect_all("workloads", "profile", "GPT4");
}

TEST(NamesOfMlsysim, Systems) {
  expect_all("nodes", "node", "DGX_H100 DGX_A100 DGX_B200 HGX_H100_Dual_EPYC_9654 Kempner_H100_4GPU MacBookPro_M3Max");
  expect_all(
      "fabrics", "",
      "Ethernet_10G Ethernet_100G RoCE_100G InfiniBand_HDR Ethernet_400G InfiniBand_NDR Ethernet_800G InfiniBand_XDR "
      "Ethernet_1P6T InfiniBand_GXDR "
      "NVLink_V100 NVLink_A100 NVLink_H100 NVLink_B200 PCIe3_x16 PCIe4_x16 PCIe5_x16 IB_HDR IB_NDR IB_XDR IB_GXDR");
  expect_all("fleets", "",
             "Lab_64_H100 Research_256 Kempner_384_H100 Training_512_H100 Training_1K_A100 Training_1K Production_2K "
             "Frontier_8K Training_10K "
             "Reference_25K_H100 Mega_100K TPUv4_4096");
  expect_all("switches", "switch", "SwitchAsic51T2 SwitchAsic102T4");
}

TEST(NamesOfMlsysim, GridsAndDataCentres) {
  expect_all("sites", "site",
             "Norway Quebec Iceland France EU_Avg Germany Texas US_Avg China_Avg Iowa India_Avg Poland Quebec_Hydro "
             "Norway_Hydro US_Hyperscale EU_Average "
             "France_Nuclear Iowa_Reference Poland_Coal");
}

TEST(NamesOfMlsysim, DataSets) {
  expect_all("datasets", "dataset", "ImageNet CIFAR10 MNIST MSWC ALOHA_Bimanual BridgeDataV2 DROID OpenXEmbodiment");
}

TEST(NamesOfMlsysim, LeadToWhatTheyMeanThere) {
  expect_leads_to("workloads", "GPT2", "GPT-2-XL");           // 1.5 B
  expect_leads_to("workloads", "Llama3_8B", "Llama-3.1-8B");  // titled so
  expect_leads_to("hardware", "V100", "V100_SXM2_32GB");      // 125 TFLOP/s, 32 GiB
  expect_leads_to("hardware", "A100", "A100_SXM4_80GB");      // 80 GiB, 2,039 GB/s
  expect_leads_to("hardware", "GB200", "GB200_186GB");        // one GPU, not a superchip of two
}

}  // namespace
}  // namespace fleetline
