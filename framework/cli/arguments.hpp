// The command line, read. The only place that knows the argument library is arguments.cpp.
#pragma once

#include <functional>

namespace fleetline::cli {

/// What the command line asks for. With an empty `command` the question is already answered (help, a mistake): exit
/// with `code`.
struct Invocation {
  std::function<int()> command;
  int code = 0;
  bool verbose = false;
};

Invocation read_arguments(int argc, char** argv);

}  // namespace fleetline::cli
