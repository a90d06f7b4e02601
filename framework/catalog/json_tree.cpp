#include "json_tree.hpp"

#include <cstddef>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>
#include <vector>

#include "fleetline/text.hpp"
#include "text_file.hpp"

namespace fleetline {
namespace {

/// Where the parser is. It takes characters one by one through an iterator that counts them.
class Place {
 public:
  Place(std::string_view text, Label file) : text_(text), file_(file) {}

  /// Of the character before `at`, the last one of what was just read.
  Where before(std::size_t at) {
    for (; counted_ + 1 < at; ++counted_)
      if (text_[counted_] == '\n') ++line_, start_ = counted_ + 1;
    return {file_, line_, static_cast<std::uint32_t>(at - start_)};
  }
  std::string_view text() const { return text_; }

 private:
  std::string_view text_;
  Label file_;
  std::size_t counted_ = 0, start_ = 0;  ///< characters whose lines are counted; where the line begins
  std::uint32_t line_ = 1;
};

class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char* begin, std::size_t* taken) : at_(at), begin_(begin), taken_(taken) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    ++at_;
    *taken_ = static_cast<std::size_t>(at_ - begin_);
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

 private:
  const char *at_, *begin_;
  std::size_t* taken_;
};

/// What the parser reports, put together as a tree.
class TreeBuilder : public nlohmann::json::json_sax_t {
 public:
  TreeBuilder(Place place, const std::size_t& taken, Problems& problems)
      : place_(std::move(place)), taken_(taken), problems_(problems) {}

  Value take() { return std::move(root_); }

  bool null() override { return scalar(std::monostate{}); }
  bool boolean(bool value) override { return scalar(value); }
  bool number_integer(number_integer_t value) override { return scalar(static_cast<std::int64_t>(value)); }
  bool number_unsigned(number_unsigned_t value) override {
    if (value > static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()))
      return scalar(static_cast<double>(value));
    return scalar(static_cast<std::int64_t>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return scalar(value); }
  bool string(string_t& value) override { return scalar(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // not of JSON

  bool start_object(std::size_t) override { return open(Table{}); }
  bool start_array(std::size_t) override { return open(Array{}); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Open& table = open_.back();
    table.key = name;
    table.where = here();
    table.twice = !table.keys.insert(name).second;
    if (table.twice) problems_.add(table.where, name, "is written twice");
    return true;
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
    // "[json.exception.parse_error.101] parse error at line 1, column 5: syntax error while parsing value - WHAT"
    std::string_view what = error.what();
    for (std::string_view opening : {"] ", "column "})
      if (const std::size_t at = what.find(opening); at != what.npos) what.remove_prefix(at + opening.size());
    if (const std::size_t at = what.find(": "); at != what.npos) what.remove_prefix(at + 2);
    problems_.add(here(), "", std::string(what), "JSON");
    return false;
  }

 private:
  /// A table or list that is not closed yet.
  struct Open {
    Value value;
    std::string key = {};  ///< of a table: under which the next value goes
    Where where = {};
    bool twice = false;
    std::unordered_set<std::string> keys = {};
  };

  Where here() { return place_.before(taken_); }

  bool scalar(Value::Data data) {
    return put(Value(std::move(data), open_.empty() || open_.back().value.array() ? here() : open_.back().where));
  }

  bool put(Value value) {
    if (open_.empty())
      root_ = std::move(value);
    else if (Array* list = open_.back().value.array())
      list->push_back(std::move(value));
    else if (!open_.back().twice)
      open_.back().value.table()->entries().push_back({open_.back().key, open_.back().where, std::move(value)});
    if (++values_ <= json_value_limit) return true;
    problems_.add(here(), "", cat("more than ", json_value_limit, " values"));
    return false;
  }

  bool open(Value::Data data) {
    if (open_.size() == json_depth_limit) {
      problems_.add(here(), "", cat("more than ", json_depth_limit, " tables and lists inside each other"));
      return false;
    }
    open_.push_back({Value(std::move(data), open_.empty()        ? here()
                                            : open_.back().where ? open_.back().where
                                                                 : here())});
    return true;
  }

  bool close() {
    Value value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }

  Place place_;
  const std::size_t& taken_;
  Problems& problems_;
  std::vector<Open> open_;
  Value root_;
  std::size_t values_ = 0;
};

}  // namespace

Value parse_json(std::string_view text, Label file, Problems& problems) {
  std::size_t taken = 0;
  const char* const begin = text.data();
  TreeBuilder builder(Place(text, file), taken, problems);
  const bool whole = nlohmann::json::sax_parse(CountingIterator(begin, begin, &taken),
                                               CountingIterator(begin + text.size(), begin, &taken), &builder);
  return whole ? builder.take() : Value{Table{}, Where{file, 1, 1}};
}

Value read_json(const std::filesystem::path& file, Problems& problems) {
  const Label label{shown_path(file)};
  const auto text = read_text_file(file, "a JSON file", problems);
  return text ? parse_json(*text, label, problems) : Value{Table{}, Where{label, 1, 1}};
}

}  // namespace fleetline
