// What solvers noted about cases of a sweep, told once, with how often it holds.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace fleetline {

class NoteBook {
 public:
  void add(std::string note, const std::string& variant);
  /// One more case of `variant` was looked at.
  void looked_at(const std::string& variant);

  /// Plain where a note holds for every case looked at, else followed by the variants or the share it holds for. Notes that hold for a
  /// part come last, and only so many of them.
  std::vector<std::string> sentences() const;

 private:
  struct Note {
    std::string text;
    std::map<std::string, std::size_t> cases;  ///< by variant
  };
  std::string reach(const Note& note) const;
  std::vector<Note> notes_;
  std::vector<std::pair<std::string, std::size_t>> looked_;  ///< by variant, in order
};

}  // namespace fleetline
