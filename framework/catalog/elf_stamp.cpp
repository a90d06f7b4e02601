// Reads one section of an ELF64 file. Every offset comes from the file, so every one is checked against its size.
#include <elf.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <system_error>
#include <vector>

#include "fleetline/text.hpp"
#include "stamp.hpp"

namespace fleetline {
namespace fs = std::filesystem;
namespace {

#if defined(__x86_64__)
constexpr unsigned this_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned this_machine = EM_AARCH64;
#else
constexpr unsigned this_machine = EM_NONE;
#endif

constexpr std::string_view section_name = ".fleetline";
constexpr std::size_t longest_stamp = 4096;

class ElfFile {
 public:
  explicit ElfFile(const fs::path& file) : stream_(file, std::ios::binary) {
    std::error_code error;
    size_ = fs::file_size(file, error);
    readable_ = stream_ && !error;
  }
  bool readable() const { return readable_; }

  /// `count` objects at `offset`; empty when they do not lie inside the file.
  template <class T>
  std::vector<T> read(std::uint64_t offset, std::uint64_t count) {
    if (offset > size_ || count > (size_ - offset) / sizeof(T)) return {};
    std::vector<T> out(count);
    stream_.seekg(static_cast<std::streamoff>(offset));
    stream_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(count * sizeof(T)));
    return stream_ ? out : std::vector<T>{};
  }

 private:
  std::ifstream stream_;
  std::uint64_t size_ = 0;
  bool readable_ = false;
};

std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_X86_64: return "x86_64";
    case EM_AARCH64: return "aarch64";
    case EM_386: return "i386";
    case EM_ARM: return "arm";
    case EM_RISCV: return "riscv";
    case EM_PPC64: return "ppc64";
    default: return cat("machine ", machine);
  }
}

/// What rules a file out by its first bytes; empty for a shared library of this machine.
std::string header_problem(const std::vector<Elf64_Ehdr>& headers, const std::vector<char>& magic) {
  if (magic.size() < SELFMAG || std::memcmp(magic.data(), ELFMAG, SELFMAG) != 0)
    return "not a shared library: it does not begin as an ELF file does";
  if (headers.empty()) return "cut short: not even its ELF header is complete";
  const Elf64_Ehdr& header = headers.front();
  constexpr unsigned char this_order = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  if (header.e_ident[EI_CLASS] != ELFCLASS64) return "a 32-bit library, this program is 64-bit";
  if (header.e_ident[EI_DATA] != this_order) return "built for a machine of the other byte order";
  if (header.e_machine != this_machine)
    return cat("built for ", machine_name(header.e_machine), ", this program runs on ", machine_name(this_machine));
  if (header.e_type != ET_DYN) return "an ELF file, but not a shared library";
  return {};
}

constexpr std::string_view cut_short = "cut short: its section table lies beyond its end";

}  // namespace

Parsed<std::string> read_stamp(const fs::path& file) {
  std::error_code error;
  if (!fs::exists(file, error)) return {.error = "no such file"};
  if (!fs::is_regular_file(file, error)) return {.error = "not a regular file"};
  ElfFile elf(file);
  if (!elf.readable()) return {.error = "cannot be read: permission denied"};

  const std::vector<Elf64_Ehdr> headers = elf.read<Elf64_Ehdr>(0, 1);
  if (std::string problem = header_problem(headers, elf.read<char>(0, SELFMAG)); !problem.empty())
    return {.error = std::move(problem)};
  const Elf64_Ehdr& header = headers.front();
  if (header.e_shnum != 0 && header.e_shentsize != sizeof(Elf64_Shdr)) return {.error = std::string(cut_short)};
  const std::vector<Elf64_Shdr> sections = elf.read<Elf64_Shdr>(header.e_shoff, header.e_shnum);
  if (sections.size() != header.e_shnum) return {.error = std::string(cut_short)};
  if (header.e_shstrndx < sections.size()) {
    const Elf64_Shdr& strings = sections[header.e_shstrndx];
    std::vector<char> names = elf.read<char>(strings.sh_offset, strings.sh_size);
    if (names.empty()) return {.error = std::string(cut_short)};
    names.push_back('\0');
    for (const Elf64_Shdr& section : sections) {
      if (section.sh_name >= names.size() || section_name != &names[section.sh_name]) continue;
      const std::vector<char> text = elf.read<char>(section.sh_offset, std::min(section.sh_size, longest_stamp));
      return {.value = std::string(text.begin(), std::find(text.begin(), text.end(), '\0'))};
    }
  }
  return {.error = "no fleetline stamp: not a fleetline plugin, or built without FLEETLINE_PLUGIN(...)"};
}

}  // namespace fleetline
