#include "import/decoder.hpp"

#include "fleetline/text.hpp"

namespace fleetline::workloads::import {
namespace {

const Names layers_names{"num_hidden_layers", "n_layer", "num_layers", "n_layers"};
const Names hidden_names{"hidden_size", "n_embd", "d_model"};
const Names heads_names{"num_attention_heads", "n_head", "num_heads", "n_heads"};
const Names context_names{"max_position_embeddings", "n_positions", "max_sequence_length", "max_seq_len", "n_ctx"};

void kv_heads(Work& w, const Sizes& sizes, int fallback) {
  const std::optional<int> given = w.in.whole({"num_key_value_heads"});
  const int count = given.value_or(fallback > 0 ? fallback : sizes.heads);
  w.out.set("kv_heads", count, given ? "" : fallback > 0 ? by_default : "not in the file: as many as heads");
  if (sizes.heads % count != 0)
    w.in.refuse("num_key_value_heads", cat(sizes.heads, " heads cannot share ", count, " key-value heads equally"),
                cat("a divisor of ", sizes.heads));
}

void head_dim(Work& w, const Sizes& sizes) {
  if (const std::optional<int> given = w.in.whole({"head_dim"})) return w.out.set("head_dim", *given);
  if (sizes.hidden % sizes.heads != 0)
    w.in.refuse(*heads_names.begin(), cat("a hidden size of ", sizes.hidden, " does not divide into ", sizes.heads, " heads"),
                "head_dim where it is not hidden / heads");
}

}  // namespace

int count_or(Work& w, std::string_view key, Names names, int fallback) {
  const std::optional<int> given = w.in.whole(names);
  w.out.set(key, given.value_or(fallback), given ? "" : by_default);
  return given.value_or(fallback);
}

bool flag_or(Work& w, std::string_view key, Names names, bool fallback) {
  const std::optional<bool> given = w.in.flag(names);
  w.out.set(key, given.value_or(fallback), given ? "" : by_default);
  return given.value_or(fallback);
}

Sizes read_sizes(Work& w, int kv_heads_by_default) {
  const Sizes sizes{w.in.needed(layers_names), w.in.needed(hidden_names), w.in.needed(heads_names)};
  w.out.set("layers", sizes.layers);
  w.out.set("hidden", sizes.hidden);
  w.out.set("heads", sizes.heads);
  kv_heads(w, sizes, kv_heads_by_default);
  head_dim(w, sizes);
  return sizes;
}

void feed_forward(Work& w, bool gated) {
  w.out.set("ffn", w.in.needed({"intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size"}));
  w.out.set("gated", gated);
}

void vocabulary(Work& w, bool tied_by_default) {
  w.out.set("vocabulary", w.in.needed({"vocab_size"}));
  flag_or(w, "tied_embeddings", {"tie_word_embeddings"}, tied_by_default);
}

void context(Work& w) {
  if (const std::optional<int> tokens = w.in.whole(context_names)) w.out.set("max_context", *tokens);
}

void biases(Work& w, bool qkv, bool others) {
  if (others) w.out.set("biases", true);
  else if (qkv) w.out.set("qkv_biases", true);
}

void window(Work& w, std::optional<int> tokens, int windowed, std::string note) {
  if (!tokens || windowed == 0) return;
  const Value* longest = w.in.find(context_names);
  if (longest != nullptr && longest->integer() != nullptr && *tokens >= *longest->integer()) return;
  w.out.set("window", *tokens);
  w.out.set("window_layers", windowed, std::move(note));
}

std::optional<int> local_layers(Work& w, int layers, std::string_view local) {
  const std::optional<std::vector<std::string>> types = w.in.texts({"layer_types"});
  if (!types) return {};
  int count = 0;
  for (const std::string& type : *types) {
    count += type == local ? 1 : 0;
    if (type == local || type == "full_attention") continue;
    const std::string_view known[] = {"full_attention", local};
    w.in.refuse("layer_types", cat("layers of type '", type, "' cannot be expressed here"), one_of(known), std::string(nearest(type, known)));
    return {};
  }
  if (static_cast<int>(types->size()) == layers) return count;
  w.in.refuse("layer_types", cat("names ", types->size(), " layers, where there are ", layers), "one word for each layer");
  return {};
}

}  // namespace fleetline::workloads::import
