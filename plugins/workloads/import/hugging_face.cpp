#include "import/hugging_face.hpp"

#include <algorithm>
#include <utility>

#include "fleetline/text.hpp"
#include "import/families.hpp"
#include "import/leftovers.hpp"

namespace fleetline::workloads::import {
namespace {

std::vector<Family> all_families() {
  std::vector<Family> all;
  for (const auto families : {dense_families(), classic_families(), mixture_families(), hybrid_families(), mamba2_families(), other_families()})
    all.insert(all.end(), families.begin(), families.end());
  std::sort(all.begin(), all.end(), [](const Family& a, const Family& b) { return a.model_type < b.model_type; });
  return all;
}

std::vector<std::string_view> model_types() {
  std::vector<std::string_view> names;
  for (const Family& family : all_families()) names.push_back(family.model_type);
  return names;
}

const Family* family_of(Config& file, const std::vector<Family>& families) {
  const std::vector<std::string_view> known = model_types();
  const std::string expected = one_of(known, known.size());
  const bool there = file.has({"model_type"});
  const std::optional<std::string> type = file.text({"model_type"});
  if (!type) {
    if (!there) file.refuse("model_type", "is missing: nothing says which family of models this is", expected);
    return nullptr;
  }
  for (const Family& family : families)
    if (family.model_type == *type) return &family;
  file.refuse("model_type", cat("models of type '", *type, "' are not known here"), expected,
              std::string(nearest(*type, known)));
  return nullptr;
}

/// What weights are quantised with, where the schema can say it: all of them in fp8, or the experts in mxfp4. Other
/// methods quantise what was published otherwise: the entry keeps that, and solvers may say more.
void quantisation(Config& config, bool mixture, Draft& out) {
  std::optional<Config> scheme = config.inner("quantization_config");
  if (!scheme) return;
  const std::string method = scheme->text({"quant_method"}).value_or("");
  if (method == "fp8") return out.set("native", "fp8");
  if (method == "mxfp4" && mixture) return out.set("expert_format", "mxfp4");
  out.remark(cat("quantization_config: '", method,
                 "' is left out; the entry has the format before: a solver's precision says another"));
}

/// PyTorch's names.
std::string format_called(std::string_view name) {
  for (const auto& [theirs, ours] :
       {std::pair("bfloat16", "bf16"), std::pair("float16", "fp16"), std::pair("float32", "fp32")})
    if (name == theirs) return ours;
  return {};
}

/// The format of the weights: of the language model, or else of the whole file.
void native(Config& part, Config& file, bool mixture, Draft& out) {
  const std::optional<std::string> own = part.text({"torch_dtype", "dtype"}),
                                   common = file.text({"torch_dtype", "dtype"});
  const std::optional<std::string> said = own ? own : common;
  if (!said || *said == "auto")
    out.set("native", "bf16", "not in the file: taken as bf16, which most are published in");
  else if (const std::string format = format_called(*said); !format.empty())
    out.set("native", format);
  else
    (own ? part : file)
        .refuse("torch_dtype", cat("weights in '", *said, "' cannot be expressed here"),
                "bfloat16, float16 or float32");
  quantisation(file, mixture, out);
  if (&part != &file) quantisation(part, mixture, out);
}

Imported translate(const Value& root) {
  Problems problems;
  Config file(root, "", problems);
  Draft out;
  const std::vector<Family> families = all_families();
  const Family* family = family_of(file, families);
  problems.raise();

  out.of_kind(std::string(family->kind));
  out.titled(file.text({"_name_or_path"}).value_or(""));
  std::optional<Config> inside;
  if (!family->part.empty()) inside = file.inner(family->part);
  if (inside)
    out.remark(
        cat("only the language model (", family->part, ") is in the entry: encoders of images and sounds are not"));
  Config& model = inside ? *inside : file;
  Work work{model, out};
  out.set("architecture", cat("sizes as in config.json, model_type ", family->model_type));
  family->translate(work);
  native(model, file, out.has("experts"), out);
  settle_leftovers(work);
  if (inside) {
    for (std::string_view key : {"vision_config", "audio_config"}) file.read(key);
    Work whole{file, out};
    settle_leftovers(whole);
  }
  problems.raise();
  return out.take();
}

}  // namespace

Importer hugging_face() {
  Importer importer{.name = "hf",
                    .summary = "The config.json of a Hugging Face checkpoint",
                    .noun = Noun::workload,
                    .translate = translate};
  for (std::string_view name : model_types()) importer.accepts.emplace_back(name);
  return importer;
}

}  // namespace fleetline::workloads::import
