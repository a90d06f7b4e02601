// Models that are no decoder-only transformer: encoders, encoder-decoders, state spaces, vision transformers.
#include <algorithm>

#include "fleetline/text.hpp"
#include "import/draft.hpp"
#include "import/families.hpp"

namespace fleetline::workloads::import {
namespace {

void positions_are_absolute(Work& w) {
  const std::optional<std::string> type = w.in.text({"position_embedding_type"});
  if (type && *type != "absolute")
    w.in.refuse("position_embedding_type", cat("'", *type, "' positions cannot be expressed here"), "absolute");
}

struct EncoderKeys {
  Names layers, hidden, heads, ffn;
};

/// `unused`: rows of the position table that no token has (RoBERTa counts from two).
void encoder(Work& w, const EncoderKeys& keys, int segments, bool pooler, int unused) {
  w.out.set("layers", w.in.needed(keys.layers));
  w.out.set("hidden", w.in.needed(keys.hidden));
  w.out.set("heads", w.in.needed(keys.heads));
  w.out.set("ffn", w.in.needed(keys.ffn));
  w.out.set("vocabulary", w.in.needed({"vocab_size"}));
  const int positions = w.in.needed({"max_position_embeddings"});
  w.out.set("positions", positions);
  w.out.set("segments", segments);
  w.out.set("tokens", std::max(1, positions - unused), "the longest; a scenario may say less");
  w.out.set("pooler", pooler);
  positions_are_absolute(w);
}

const EncoderKeys bert_keys{{"num_hidden_layers"}, {"hidden_size"}, {"num_attention_heads"}, {"intermediate_size"}};

void bert(Work& w) { encoder(w, bert_keys, w.in.whole({"type_vocab_size"}, 0).value_or(2), true, 0); }
void roberta(Work& w) { encoder(w, bert_keys, w.in.whole({"type_vocab_size"}, 0).value_or(1), true, 2); }
void distilbert(Work& w) { encoder(w, {{"n_layers"}, {"dim"}, {"n_heads"}, {"hidden_dim"}}, 0, false, 0); }

void t5(Work& w) {
  const int layers = w.in.needed({"num_layers"});
  w.out.set("encoder_layers", layers);
  const std::optional<int> decoder = w.in.whole({"num_decoder_layers"});
  w.out.set("decoder_layers", decoder.value_or(layers), decoder ? "" : "not in the file: as many as the encoder's");
  w.out.set("hidden", w.in.needed({"d_model"}));
  w.out.set("heads", w.in.needed({"num_heads"}));
  w.out.set("head_dim", w.in.needed({"d_kv"}));
  w.out.set("ffn", w.in.needed({"d_ff"}));
  const std::optional<std::string> form = w.in.text({"feed_forward_proj"});
  w.out.set("gated", form && form->starts_with("gated-"), form ? "" : by_default);
  for (const char* key : {"is_gated_act", "dense_act_fn"}) w.in.read(key);  // follow from feed_forward_proj
  w.out.set("vocabulary", w.in.needed({"vocab_size"}));
  flag_or(w, "tied_embeddings", {"tie_word_embeddings"}, true);
  count_or(w, "position_buckets", {"relative_attention_num_buckets"}, 32);
  for (const char* key : {"is_encoder_decoder", "n_positions", "relative_attention_max_distance"}) w.in.read(key);
}

void mamba(Work& w) {
  const int hidden = w.in.needed({"hidden_size", "d_model"});
  w.out.set("layers", w.in.needed({"num_hidden_layers", "n_layer"}));
  w.out.set("hidden", hidden);
  w.out.set("vocabulary", w.in.needed({"vocab_size"}));
  int expand = w.in.whole({"expand"}).value_or(2);
  // Its class lets intermediate_size prevail over expand, which some files have wrong.
  const std::optional<int> inner = w.in.whole({"intermediate_size", "d_inner"});
  if (inner && *inner % hidden == 0 && hidden > 1) expand = *inner / hidden;
  w.out.set("expand", expand, inner ? "intermediate_size over hidden_size" : "");
  count_or(w, "state", {"state_size"}, 16);
  count_or(w, "kernel", {"conv_kernel"}, 4);
  if (const std::optional<int> rank = w.in.whole({"time_step_rank"})) w.out.set("rank", *rank);
  flag_or(w, "tied_embeddings", {"tie_word_embeddings"}, true);
  const int expected = w.in.product("expand", expand, hidden);
  if (inner.value_or(expected) != expected)
    w.in.refuse("intermediate_size", cat(*inner, " inner channels are not a multiple of the hidden size"),
                cat(expected));
  if (w.in.flag({"use_bias"}).value_or(false)) w.in.refuse("use_bias", "biases cannot be expressed here", "false");
  if (!w.in.flag({"use_conv_bias"}).value_or(true))
    w.in.refuse("use_conv_bias", "a convolution without biases cannot be expressed here", "true");
}

/// The same with fixed norms of what it chooses, which have no parameters.
void falcon_mamba(Work& w) {
  mamba(w);
  w.in.read("mixer_rms_eps");
  w.in.read("use_falcon_mambapy");
}

/// Defaults are those of its class: of Codestral Mamba.
void mamba2(Work& w) {
  const int hidden = w.in.needed({"hidden_size", "d_model"});
  w.out.set("version", "mamba-2");
  w.out.set("layers", w.in.needed({"num_hidden_layers", "n_layer"}));
  w.out.set("hidden", hidden);
  w.out.set("vocabulary", w.in.needed({"vocab_size"}));
  const int expand = count_or(w, "expand", {"expand"}, 2), head = count_or(w, "head_dim", {"head_dim"}, 64);
  count_or(w, "state", {"state_size"}, 128);
  count_or(w, "groups", {"n_groups"}, 8);
  count_or(w, "kernel", {"conv_kernel"}, 4);
  flag_or(w, "tied_embeddings", {"tie_word_embeddings"}, false);
  const int heads = w.in.whole({"num_heads"}).value_or(128), inner = w.in.product("expand", expand, hidden);
  if (w.in.product("num_heads", heads, head) != inner)
    w.in.refuse("num_heads", cat(heads, " heads of ", head, " channels are not expand times hidden"), cat(inner, " channels"));
  if (w.in.flag({"use_bias"}).value_or(false)) w.in.refuse("use_bias", "biases cannot be expressed here", "false");
  if (!w.in.flag({"use_conv_bias"}).value_or(true))
    w.in.refuse("use_conv_bias", "a convolution without biases cannot be expressed here", "true");
  for (const char* key : {"chunk_size", "rms_norm", "norm_before_gate", "time_step_limit", "time_step_rank"}) w.in.read(key);
}

/// Speech: both stacks have LayerNorms and biases, but for the keys.
void whisper(Work& w) {
  const int hidden = w.in.needed({"d_model"}), heads = w.in.needed({"encoder_attention_heads"});
  w.out.set("encoder_layers", w.in.needed({"encoder_layers"}));
  w.out.set("decoder_layers", w.in.needed({"decoder_layers"}));
  w.out.set("hidden", hidden);
  w.out.set("heads", heads);
  w.out.set("head_dim", std::max(1, hidden / heads));
  w.out.set("ffn", w.in.needed({"encoder_ffn_dim"}));
  if (w.in.whole({"decoder_attention_heads"}).value_or(heads) != heads)
    w.in.refuse("decoder_attention_heads", "a decoder with other heads than the encoder cannot be expressed here", cat(heads));
  w.in.read("decoder_ffn_dim");
  w.out.set("biases", true);
  w.out.set("vocabulary", w.in.needed({"vocab_size"}));
  w.out.set("tied_embeddings", true);
  w.out.set("position_buckets", 0);
  count_or(w, "mel_bins", {"num_mel_bins"}, 80);
  count_or(w, "source_tokens", {"max_source_positions"}, 1500);
  const int positions = count_or(w, "target_positions", {"max_target_positions"}, 448);
  w.out.set("target_tokens", positions, "the longest; a scenario may say less");
  for (const char* key : {"num_hidden_layers", "is_encoder_decoder", "encoder_layerdrop", "decoder_layerdrop"}) w.in.read(key);
}

void vit(Work& w) {
  count_or(w, "image", {"image_size"}, 224);
  count_or(w, "patch", {"patch_size"}, 16);
  count_or(w, "channels", {"num_channels"}, 3);
  w.out.set("layers", w.in.needed({"num_hidden_layers"}));
  w.out.set("hidden", w.in.needed({"hidden_size"}));
  w.out.set("heads", w.in.needed({"num_attention_heads"}));
  w.out.set("ffn", w.in.needed({"intermediate_size"}));
  const Value* labels = w.in.find({"id2label"});
  const int classes = labels != nullptr && labels->table() != nullptr ? static_cast<int>(labels->table()->size()) : 0;
  w.out.set("classes", classes, classes == 0 ? "no id2label in the file: no head" : "as many as id2label names");
  if (!w.in.flag({"qkv_bias"}).value_or(true))
    w.in.refuse("qkv_bias", "queries, keys and values without biases cannot be expressed here", "true");
}

constexpr Family families[] = {
    {"bert", "encoder", bert},       {"camembert", "encoder", roberta},  {"distilbert", "encoder", distilbert},
    {"falcon_mamba", "state-space", falcon_mamba},
    {"mamba2", "state-space", mamba2},
    {"mamba", "state-space", mamba}, {"mt5", "encoder-decoder", t5},     {"roberta", "encoder", roberta},
    {"t5", "encoder-decoder", t5},   {"vit", "vision-transformer", vit},
    {"whisper", "encoder-decoder", whisper}, {"xlm-roberta", "encoder", roberta},
};

}  // namespace

std::span<const Family> other_families() { return families; }

}  // namespace fleetline::workloads::import
