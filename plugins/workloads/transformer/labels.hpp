// Names of blocks, operators and collectives. Interned once per process and model: lowering touches no text.
#pragma once

#include "fleetline/label.hpp"

namespace fleetline::workloads::transformer {

struct Labels {
  Label embedding{"embedding"}, decoder{"decoder"}, head{"head"};
  Label dense{"decoder.dense"}, windowed{"decoder.window"}, dense_windowed{"decoder.dense_window"};
  Label lookup{"embedding.lookup"}, lookup_sum{"embedding.sum"};
  Label input_norm{"attention.norm"}, qkv{"attention.qkv"}, rope{"attention.rope"};
  Label latent_down{"attention.latent_down"}, latent_norm{"attention.latent_norm"}, query_up{"attention.query_up"};
  Label key_value_up{"attention.key_value_up"}, absorb_key{"attention.absorb_key"},
      absorb_value{"attention.absorb_value"};
  Label decode{"attention.decode"}, prefill{"attention.prefill"}, attention{"attention.core"};
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
};

}  // namespace fleetline::workloads::transformer
