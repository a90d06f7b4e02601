// Where a command's answer goes: standard output, or a file that is either complete or not there.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

#include "commands.hpp"

namespace fleetline::cli {

/// Runs `writer` on standard output, or, when `out_file` is not empty, on a temporary file beside it that is renamed
/// at the end. Throws InputError naming the file when it cannot be written (no directory, no rights, disk full).
void write_answer(const std::string& out_file, const std::function<void(std::ostream&)>& writer);

/// Throws the same InputError before the work is done, where the directory alone shows that it would be in vain.
void require_writable(const std::string& out_file);

/// Answers that are no table have no CSV form: throws InputError when it was asked for.
void refuse_csv(const Common& options, std::string_view command);

}  // namespace fleetline::cli
