// Record kind `dataset`: what a model is trained on, or asked: how many tokens, images, hours or requests, and how long
// requests are.
//
// Counts as published, in the tokens of the tokenizer that is named: another one makes 10 to 20 % more or fewer of the
// same text. Registry entries are registry/datasets/NAME.toml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fleetline/quantity.hpp"
#include "fleetline/schema.hpp"

namespace fleetline {

/// Lengths of prompts, or of answers, in tokens: the mean, and quantiles where they are published.
struct TokenLengths {
  std::optional<double> mean, p50, p90, p99, largest;

  static const Schema<TokenLengths>& schema() {
    using L = TokenLengths;
    static const FieldOptions length{.range = positive};
    static const auto s = Schema<L>("Lengths in tokens")
                              .add("mean", &L::mean, "", "Of all requests", length)
                              .add("p50", &L::p50, "", "Half of them are shorter", length)
                              .add("p90", &L::p90, "", "Nine of ten are shorter", length)
                              .add("p99", &L::p99, "", "Ninety-nine of a hundred are shorter", length)
                              .add("largest", &L::largest, "", "The longest", length);
    return s;
  }
};

struct Dataset {
  static constexpr std::string_view record_kind = "dataset";

  std::string content, tokenizer;
  std::optional<Tokens> tokens;
  std::optional<double> samples, validation, test;
  std::optional<Bytes> size;
  std::optional<Seconds> duration, period;
  std::optional<std::int64_t> classes, width, height, channels;
  TokenLengths input, output;

  /// Requests per second over the whole trace; nothing for what is no trace.
  std::optional<RequestRate> request_rate() const {
    if (!samples || !period) return std::nullopt;
    return Requests(*samples) / *period;
  }

  static const Schema<Dataset>& schema() {
    using D = Dataset;
    static const FieldOptions some{.range = positive}, count{.range = at_least(1)};
    static const auto s =
        Schema<D>("A data set, or a trace of requests")
            .add("content", &D::content, "", "What it holds, in words", {.required = true})
            .add("tokenizer", &D::tokenizer, "", "Whose tokens are counted")
            .add("tokens", &D::tokens, "token", "Of all of it, once through", some)
            .add("samples", &D::samples, "",
                 "Images, documents, utterances, rows, requests: those to train on, where they are apart", some)
            .add("validation", &D::validation, "", "Kept for validation; not given: none that is told apart", some)
            .add("test", &D::test, "", "Kept for tests; not given: none that is told apart", some)
            .add("size", &D::size, "GB", "As it is stored", some)
            .add(
                "duration", &D::duration, "h",
                "Of what is recorded: speech, demonstrations; not given: nothing is recorded, or not told for how long",
                some)
            .add("period", &D::period, "h", "That a trace covers; not given: no trace, or not told", some)
            .add("classes", &D::classes, "", "Kinds of answers; not given: nothing to classify", count)
            .add("width", &D::width, "", "Of an image, as models take it; not given: no images, or of many sizes",
                 count)
            .add("height", &D::height, "", "Of an image; not given: no images, or of many sizes", count)
            .add("channels", &D::channels, "", "Of an image; not given: no images", count)
            .add("input", &D::input, "", "Prompts, in tokens")
            .add("output", &D::output, "", "Answers, in tokens");
    return s;
  }
};

/// Tokens of a run that reads the data set `epochs` times; nothing without one, or where its tokens are not counted.
inline std::optional<Tokens> tokens_of(const Ref<Dataset>& dataset, double epochs) {
  if (!dataset || !dataset->tokens) return std::nullopt;
  return *dataset->tokens * epochs;
}

}  // namespace fleetline
