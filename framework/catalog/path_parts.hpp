// Where in a tree a walk stands: "peak.fp16", "layer[3].out". Put together when somebody has to be told, which is
// seldom.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fleetline {

class PathParts {
 public:
  /// One step down, taken back when it goes. Keys must outlive it.
  class Step {
   public:
    Step(PathParts& path, std::string_view key) : path_(path) { path_.parts_.push_back({key, 0}); }
    Step(PathParts& path, std::size_t index) : path_(path) { path_.parts_.push_back({{}, index}); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;
    ~Step() { path_.parts_.pop_back(); }

   private:
    PathParts& path_;
  };

  std::string text() const {
    std::string all;
    for (const Part& part : parts_) {
      if (part.key.data() == nullptr)
        all += "[" + std::to_string(part.index) + "]";
      else
        all.append(all.empty() ? "" : ".").append(part.key);
    }
    return all;
  }

 private:
  struct Part {
    std::string_view key;  ///< of an array's element: none, not even an empty one
    std::size_t index;
  };
  std::vector<Part> parts_;
};

}  // namespace fleetline
