// When a plugin crashes: say which, and leave with the exit code for it, instead of dying without a word.
#pragma once

namespace fleetline::cli {

/// Installs handlers for the signals of a crash. They print one line naming the component at work and end the process with exit code 4.
/// FLEETLINE_CRASH=core leaves the signals alone, for a debugger or a core file.
void report_crashes();

}  // namespace fleetline::cli
