// Linear layers on tokens, and the collectives between matrices that are divided over devices.
#pragma once

#include "common/emitter.hpp"
#include "transformer/model.hpp"

namespace fleetline::workloads::transformer {

/// A linear layer on `tokens` tokens.
Product linear(Label label, const Matrix& matrix, double tokens);
/// `groups` of them at once, each with weights and tokens of its own: heads, experts.
Product grouped(Label label, const Matrix& matrix, double tokens_each, double groups);

/// The partial sums of `elements` activations of t devices become the sum: everywhere, or, under sequence parallelism,
/// each device's share of it. And the way back to everywhere.
void reduce_partial_sums(Emitter& emit, const Share& share, Pass pass, Label label, double elements);
void gather_tokens(Emitter& emit, const Share& share, Pass pass, Label label, double elements);

}  // namespace fleetline::workloads::transformer
