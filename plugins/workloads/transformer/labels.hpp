// Names of blocks, operators and collectives. Interned once per process and model: lowering touches no text.
#pragma once

#include "fleetline/label.hpp"
#include "recurrent/recurrence.hpp"
#include "transformer/layer_groups.hpp"

namespace fleetline::workloads::transformer {

struct Labels {
  Label embedding{"embedding"}, decoder{"decoder"}, head{"head"};
  Label dense{"decoder.dense"}, windowed{"decoder.window"}, dense_windowed{"decoder.dense_window"};
  Label recurrent{"decoder.recurrent"}, dense_recurrent{"decoder.dense_recurrent"};
  Label attending{"decoder.attention"}, network{"decoder.feed_forward"}, dense_network{"decoder.dense_feed_forward"};
  recurrent::Labels mixer;
  Label lookup{"embedding.lookup"}, lookup_sum{"embedding.sum"};
  Label input_norm{"attention.norm"}, qkv{"attention.qkv"}, rope{"attention.rope"};
  Label latent_down{"attention.latent_down"}, latent_norm{"attention.latent_norm"}, query_up{"attention.query_up"};
  Label key_value_up{"attention.key_value_up"}, absorb_key{"attention.absorb_key"},
      absorb_value{"attention.absorb_value"};
  Label decode{"attention.decode"}, prefill{"attention.prefill"}, attention{"attention.core"},
      gate{"attention.gate"};
  Label projection{"attention.projection"}, attention_comm{"attention.tensor_parallel"};
  Label ffn_norm{"ffn.norm"}, up{"ffn.up"}, gate_up{"ffn.gate_up"}, activation{"ffn.activation"}, down{"ffn.down"};
  Label router{"experts.router"}, choice{"experts.top_k"}, dispatch{"experts.dispatch"}, combine{"experts.combine"};
  Label expert_up{"experts.up"}, expert_gate_up{"experts.gate_up"}, expert_activation{"experts.activation"},
      expert_down{"experts.down"};
  Label shared_up{"shared.up"}, shared_gate_up{"shared.gate_up"}, shared_activation{"shared.activation"},
      shared_down{"shared.down"};
  Label expert_comm{"experts.expert_parallel"};
  Label ffn_comm{"ffn.tensor_parallel"}, residual{"ffn.residual"}, halves{"parallel.sum"};
  Label final_norm{"head.norm"}, logits{"head.logits"}, head_comm{"head.tensor_parallel"}, loss{"head.loss"};
  Label prediction{"prediction"}, join_norm{"prediction.norm"}, join{"prediction.join"};
  Label update{"optimizer"};
  Label nothing_to_recompute{"selective recomputation changes nothing: the flash kernel already recomputes its scores"};

  /// Of the block of a kind of layer; a model of one kind only has "decoder".
  Label block(const LayerGroups& groups, const LayerKind& kind, bool mixture) const {
    const bool plain = mixture && !kind.experts && kind.feed_forward;  // a dense network where others have experts
    if (groups.all().size() == 1) return decoder;
    if (!kind.mixes()) return plain ? dense_network : network;
    if (kind.recurs()) return plain ? dense_recurrent : recurrent;
    if (kind.window > 0) return plain ? dense_windowed : windowed;
    return plain ? dense : kind.feed_forward ? decoder : attending;
  }
};

}  // namespace fleetline::workloads::transformer
