// An append-only list whose elements never move: one writer at a time (the caller's lock), any number of readers
// without one. Chunks double the list each time, so few pointers are enough for every 32-bit id.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <utility>

namespace fleetline {

template <class T>
class StableList {
 public:
  StableList() = default;
  StableList(const StableList&) = delete;
  StableList& operator=(const StableList&) = delete;
  ~StableList() {
    for (auto& chunk : chunks_) delete[] chunk.load();
  }

  std::size_t size() const { return size_.load(std::memory_order_acquire); }

  /// The element at `index`, or nullptr when there is none (yet). [any thread]
  const T* find(std::size_t index) const {
    if (index >= size()) return nullptr;
    const Place at = place(index);
    return chunks_[at.chunk].load(std::memory_order_relaxed) + at.offset;
  }

  /// [one thread at a time]
  const T& append(T value) {
    const std::size_t index = size_.load(std::memory_order_relaxed);
    const Place at = place(index);
    T* chunk = chunks_[at.chunk].load(std::memory_order_relaxed);
    if (chunk == nullptr) {
      chunk = new T[at.chunk_size];
      chunks_[at.chunk].store(chunk, std::memory_order_relaxed);
    }
    chunk[at.offset] = std::move(value);
    size_.store(index + 1, std::memory_order_release);  // publishes the chunk and the element
    return chunk[at.offset];
  }

 private:
  static constexpr unsigned first_bits = 8;
  struct Place {
    std::size_t chunk, chunk_size, offset;
  };

  // Chunk 0 holds the first 256, chunk k as many as all before it.
  static Place place(std::size_t index) {
    constexpr std::size_t first = std::size_t{1} << first_bits;
    const auto chunk = static_cast<std::size_t>(std::bit_width(index >> first_bits));
    if (chunk == 0) return {0, first, index};
    const std::size_t before = first << (chunk - 1);
    return {chunk, before, index - before};
  }

  std::array<std::atomic<T*>, 25> chunks_{};
  std::atomic<std::size_t> size_{0};
};

}  // namespace fleetline
