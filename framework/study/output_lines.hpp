// What CSV and JSON share: text gathered in large pieces, and columns whose conversions are looked up once.
#pragma once

#include <cmath>
#include <ostream>
#include <vector>

#include "output_cells.hpp"

namespace fleetline {

/// Hands its text to the stream a megabyte at a time.
class LineBuffer {
 public:
  explicit LineBuffer(std::ostream& out) : out_(out) {}
  ~LineBuffer() { flush(); }
  LineBuffer(const LineBuffer&) = delete;
  LineBuffer& operator=(const LineBuffer&) = delete;

  fmt::memory_buffer& text() { return text_; }
  void add(std::string_view piece) { text_.append(piece.data(), piece.data() + piece.size()); }
  void end_line() {
    text_.push_back('\n');
    if (text_.size() >= flush_at) flush();
  }

 private:
  static constexpr std::size_t flush_at = 1u << 20;
  void flush() {
    out_.write(text_.data(), static_cast<std::streamsize>(text_.size()));
    text_.clear();
  }
  std::ostream& out_;
  fmt::memory_buffer text_;
};

/// One column, ready to write any of its cells: unit and labels looked up, labels already quoted.
class CellWriter {
 public:
  /// `quote` makes a text safe for the format; `none` stands for a value that was not given.
  CellWriter(const ResultColumn& column, std::string (*quote)(std::string_view), std::string_view none)
      : column_(column), unit_(exact_unit(column.unit)), quote_(quote), none_(none), coded_(coded(column)) {
    for (const auto& [code, text] : column.labels) labels_.emplace_back(code, quote(text));
  }

  void add(LineBuffer& out, std::size_t row) const {
    const double value = column_.values[row];
    if (std::isfinite(value) && !coded_ && column_.type != FieldType::boolean) append_exact(out.text(), value, unit_);
    else if (!std::isfinite(value)) out.add(none_);
    else if (!coded_) out.add(value != 0 ? "true" : "false");
    else out.add(label(value));
  }

 private:
  std::string label(double code) const {
    for (const auto& [known, text] : labels_)
      if (known == code) return text;
    return quote_(label_of(column_, code));
  }

  const ResultColumn& column_;
  ExactUnit unit_;
  std::string (*quote_)(std::string_view);
  std::string_view none_;
  bool coded_;
  std::vector<std::pair<int, std::string>> labels_;
};

/// Walks the notes beside the rows: the reason of `row`, or "". Rows must be asked for in order.
class NoteCursor {
 public:
  explicit NoteCursor(const Results& results) : notes_(results.notes) {}
  std::string at(std::size_t row) {
    while (next_ < notes_.size() && notes_[next_].row < row) ++next_;
    return next_ < notes_.size() && notes_[next_].row == row ? notes_[next_].message() : std::string();
  }

 private:
  const std::vector<CaseNote>& notes_;
  std::size_t next_ = 0;
};

}  // namespace fleetline
