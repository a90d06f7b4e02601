// The program: read the arguments, run one command, turn what it throws into a message and an exit code.
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <new>
#include <string_view>

#include "arguments.hpp"
#include "catalog/plugins.hpp"
#include "commands.hpp"
#include "crash.hpp"
#include "log_sink.hpp"

namespace fleetline::cli {
namespace {

void print_problems(const InputError& error) {
  const char* separator = "";
  for (const Problem& problem : error.problems()) {
    std::fprintf(stderr, "%s%s\n", separator, problem.text().c_str());
    separator = "\n";
  }
}

int failed(std::string_view why) {
  std::fprintf(stderr, "fleetline failed: %.*s\n", static_cast<int>(why.size()), why.data());
  return program_failed;
}

int run_program(int argc, char** argv) {
  const std::string_view first = argc == 2 ? argv[1] : "";
  if (first == "version" || first == "--version" || first == "-V") return version();  // before anything heavy
  const Invocation invocation = read_arguments(argc, argv);
  if (!invocation.command) return invocation.code;
  std::signal(SIGXFSZ, SIG_IGN);  // a file over its limit is an error of writing, and told as one
  report_crashes();
  const ProgramLog log(invocation.verbose);
  return invocation.command();
}

}  // namespace
}  // namespace fleetline::cli

int main(int argc, char** argv) {
  using namespace fleetline;
  std::ios::sync_with_stdio(false);
  try {
    return cli::run_program(argc, argv);
  } catch (const InputError& error) {
    cli::print_problems(error);
    return cli::bad_input;
  } catch (const PluginError& error) {
    return cli::failed(error.what());
  } catch (const std::bad_alloc&) {
    return cli::failed("out of memory");
  } catch (...) {
    return cli::failed(describe_current_exception());
  }
}
