// A scenario, opened: what run, check, eval and explain all begin with.
#pragma once

#include <memory>

#include "commands.hpp"
#include "scenario/planner.hpp"

namespace fleetline::cli {

/// Owns everything a scenario's plans point into.
struct Opened {
  Document document;
  std::unique_ptr<Plugins> plugins;
  std::unique_ptr<Registry> registry;
  std::unique_ptr<Session> session;
  Scenario scenario;
};

/// Reads, checks and plans. Throws InputError with every problem. A sweep of more cases than `options.max_cases` is one.
Opened open_scenario(const RunOptions& options);
/// The fleets alone: what the stages ask is not looked at.
Opened open_fleets(const RunOptions& options);
/// The same for a scenario that has no file.
Opened open_document(Document document, const RunOptions& options);

}  // namespace fleetline::cli
