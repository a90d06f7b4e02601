#include "import/decoder.hpp"

#include "fleetline/text.hpp"

namespace fleetline::workloads::import {
namespace {

const Names layers_names{"num_hidden_layers", "n_layer", "num_layers", "n_layers"};
const Names hidden_names{"hidden_size", "n_embd", "n_embed", "d_model"};
const Names heads_names{"num_attention_heads", "n_head", "num_heads", "n_heads"};
const Names width_names{"intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size"};
const Names context_names{
    "max_position_embeddings", "n_positions", "max_sequence_length", "max_seq_len", "n_ctx", "seq_length"};

void head_dim(Work& w, const Sizes& sizes) {
  if (const std::optional<int> given = w.in.whole({"head_dim"})) return w.out.set("head_dim", *given);
  if (sizes.known && sizes.hidden % sizes.heads != 0)
    w.in.refuse(*heads_names.begin(),
                cat("a hidden size of ", sizes.hidden, " does not divide into ", sizes.heads, " heads"),
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

Sizes read_sizes(Work& w) {
  const std::size_t before = w.in.problems();
  Sizes sizes{w.in.needed(layers_names), w.in.needed(hidden_names), w.in.needed(heads_names)};
  sizes.known = w.in.problems() == before;
  w.out.set("layers", sizes.layers);
  w.out.set("hidden", sizes.hidden);
  w.out.set("heads", sizes.heads);
  return sizes;
}

void grouped_heads(Work& w, const Sizes& sizes) {
  const std::optional<int> given = w.in.whole({"num_key_value_heads"});
  shared_heads(w, sizes, given.value_or(sizes.heads), given ? "" : "not in the file: as many as heads");
}

void shared_heads(Work& w, const Sizes& sizes, int kv_heads, std::string note) {
  w.out.set("kv_heads", kv_heads, std::move(note));
  if (sizes.known && sizes.heads % kv_heads != 0)
    w.in.refuse("num_key_value_heads", cat(sizes.heads, " heads cannot share ", kv_heads, " key-value heads equally"),
                cat("a divisor of ", sizes.heads));
  head_dim(w, sizes);
}

void feed_forward(Work& w, bool gated, std::optional<int> fallback) {
  const bool given = w.in.has(width_names);
  if (given || !fallback)
    w.out.set("ffn", w.in.needed(width_names));
  else
    w.out.set("ffn", *fallback, "not in the file: four times the hidden size");
  w.out.set("gated", gated);
}

void vocabulary(Work& w, bool tied_by_default) {
  w.out.set("vocabulary", w.in.needed({"vocab_size"}));
  flag_or(w, "tied_embeddings", {"tie_word_embeddings"}, tied_by_default);
}

void context(Work& w) {
  if (const std::optional<int> tokens = w.in.whole(context_names)) w.out.set("max_context", *tokens);
}

void biases(Work& w, const Biased& b) {
  if (b.qkv && b.projection && b.ffn)
    w.out.set("biases", true);
  else {
    if (b.qkv) w.out.set("qkv_biases", true);
    if (b.projection) w.out.set("projection_bias", true);
    if (b.ffn) w.out.set("ffn_biases", true);
  }
  if (b.head) w.out.set("head_bias", true);
}

void norm(Work& w, bool layer_norm, bool shift) {
  w.out.set("norm", layer_norm && shift ? "layer" : "rms",
            layer_norm && !shift ? "LayerNorm without a shift: as many parameters" : "");
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
    w.in.refuse("layer_types", cat("layers of type '", type, "' cannot be expressed here"), one_of(known),
                std::string(nearest(type, known)));
    return {};
  }
  if (static_cast<int>(types->size()) == layers || layers == 1)
    return count;  // 1: their number is missing, and told so
  w.in.refuse("layer_types", cat("names ", types->size(), " layers, where there are ", layers),
              "one word for each layer");
  return {};
}

int experts(Work& w, Names number, Names per_token, Names width) {
  const std::size_t before = w.in.problems();
  const int count = w.in.needed(number), chosen = w.in.needed(per_token);
  w.out.set("experts", count);
  w.out.set("experts_per_token", chosen);
  w.out.set("expert_ffn", w.in.needed(width));
  if (w.in.problems() == before && chosen > count)
    w.in.refuse(*per_token.begin(), cat("a token cannot go to ", chosen, " of ", count, " experts"),
                cat("at most ", count));
  return count;
}

}  // namespace fleetline::workloads::import
