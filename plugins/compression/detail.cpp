// What only the reader of one case wants: notes, the parts of a file, a sentence.
#include "fleetline/text.hpp"
#include "solver.hpp"

namespace fleetline::compression {
namespace {

void note_arithmetic(const CompressionState& s, const CompressionParams& p, Detail& detail) {
  if (!s.native_arithmetic)
    detail.notes.push_back(
        cat(name_of(format_of(p.weights.math)), " has no arithmetic here: products run as ", s.arithmetic));
  bool widened = false;
  for (const PricedOperator& op : s.after.operators) widened = widened || op.widened;
  if (!widened) return;
  if (p.kernel)
    detail.notes.push_back(cat("weights are widened by kernels of ", p.kernel->software, " on ", p.kernel->device));
  else
    detail.notes.push_back("this stage widens weights at no cost: name a kernel (kernel = ...) for what it takes");
}

void note_sparsity(const CompressionState& s, const CompressionParams& p, Detail& detail) {
  if (p.sparsity_kind == Sparsity::two_of_four)
    detail.notes.push_back(s.sparse_arithmetic
                               ? cat("2:4 products run at the device's sparse rate of ", s.arithmetic)
                               : cat("no rate for 2:4 products in ", s.arithmetic,
                                     " is known here: they run dense, on weights that hold their zeros"));
  if (p.sparsity_kind == Sparsity::none) return;
  const double bits = p.weights.bits, sparse = p.sparsity_kind == Sparsity::two_of_four ? two_of_four(p.weights).bits : bitmask(p.weights, p.sparsity).bits;
  if (!(sparse < bits))
    detail.notes.push_back(cat("the file holds the zeros: ", number_text(bits, 4), " bits a weight, with ", number_text(100 * (1 - kept_share(p.sparsity_kind, p.sparsity)), 4),
                               " % of them left out and an index it would be ", number_text(sparse, 4)));
  if (p.sparsity_kind != Sparsity::unstructured) return;
  detail.notes.push_back(p.kernel && p.kernel->unstructured
                             ? "weights are read without their zeros and multiplied dense"
                             : "zeros save storage only: dense kernels read them like any number");
}

void note_accuracy(const CompressionState& s, const CompressionParams& p, Detail& detail) {
  if (!p.accuracy)
    return detail.notes.push_back("what it costs in accuracy is not given: name a study (accuracy = ...)");
  detail.notes.push_back(cat("accuracy: scores of ", p.accuracy->model));
  if (p.structure().any())
    detail.notes.push_back(
        "the study's models have all their heads, columns, layers: what structured pruning costs in accuracy is not "
        "known");
  else if (s.accuracy.n == 0 && s.perplexity.n == 0)
    detail.notes.push_back(
        cat("the study has no score of exactly this (weights, group, activations, sparsity, method); it has ",
            treatments(*p.accuracy)));
}

void list_parts(const CompressionState& s, const CompressionOutputs& out, Detail& detail) {
  DetailTable& table = detail.table("parts", "What the file holds");
  DetailColumn& part = table.add_text("part");
  DetailColumn& format = table.add_text("format");
  DetailColumn& parameters = table.add("parameters", {}, "");
  DetailColumn& size = table.add("size", Bytes::dimension, "GB");
  const auto row = [&](std::string_view what, std::string_view stored_as, double count, Bytes bytes) {
    if (!(count > 0)) return;
    part.texts.emplace_back(what);
    format.texts.emplace_back(stored_as);
    parameters.numbers.push_back(count);
    size.numbers.push_back(bytes.base());
  };
  row("first", name_of(s.file.embedding), s.kept.first, out.embedding_size);
  row("matrices", name_of(s.file.layers), s.kept.matrices, s.file.layers.bytes(s.kept.matrices));
  row("norms and biases", name_of(s.file.native), s.kept.rest, s.file.native.bytes(s.kept.rest));
  row("last", name_of(s.file.head), s.kept.last, out.head_size);
}

}  // namespace

void describe(const CompressionState& s, const CompressionParams& p, const CompressionOutputs& out, Detail& detail) {
  note_arithmetic(s, p, detail);
  note_sparsity(s, p, detail);
  note_accuracy(s, p, detail);
  list_parts(s, out, detail);
  detail.verdict = cat(name_of(p.weights), " weights take ", to_text(out.compressed_size), " instead of ",
                       to_text(out.original_size), ", and a step ", to_text(out.latency), " instead of ",
                       to_text(out.original_latency), ".");
}

}  // namespace fleetline::compression
