// The words of `--help`: one sentence and runnable examples per command.
#pragma once

#include <string_view>

namespace fleetline::cli::help {

struct Page {
  std::string_view description, examples;
};

inline constexpr std::string_view summary =
    "Fleetline answers questions about machine-learning systems: how fast, how much, does it fit, what limits it.";

inline constexpr std::string_view first_steps =
    "Try first:\n"
    "  fleetline eval ResNet50 A100 --set roofline.batch=32   one question, no file\n"
    "  fleetline run scenarios/tutorial/01_roofline.toml      a scenario: sweeps, expectations, your own numbers\n"
    "  fleetline list                                         models, devices and solvers there are\n";

inline constexpr Page run{
    "Run a scenario and show its results",
    "  fleetline run scenarios/tutorial/01_roofline.toml\n"
    "  fleetline run scenarios/tutorial/01_roofline.toml --set hardware.use=H100\n"
    "  fleetline run scenarios/tutorial/01_roofline.toml --out results.csv\n"
    "  # search instead of sweep: [optimize] with minimize or maximize, subject_to, over (framework/README.md)\n"};

inline constexpr Page eval{
    "Ask one question about a workload on a device, without a file",
    "  fleetline eval ResNet50 A100\n"
    "  fleetline eval Llama-3-8B H100 --set roofline.batch=32\n"
    "  fleetline eval ResNet50 A100 --set 'roofline.batch={ sweep = [1, 8, 64] }' --csv\n"};

inline constexpr Page check{
    "Check a scenario without running it: all problems at once",
    "  fleetline check scenarios/tutorial/01_roofline.toml\n"
    "  fleetline check my.toml --strict\n"};

inline constexpr Page explain{
    "Say where a number comes from: equation, inputs, files and lines",
    "  fleetline explain scenarios/tutorial/01_roofline.toml roofline.latency\n"
    "  fleetline explain scenarios/tutorial/01_roofline.toml roofline.latency --case 3\n"};

inline constexpr Page validate{
    "Compare the models with published measurements, source by source",
    "  fleetline validate training\n"
    "  fleetline validate serving --rows measured.csv --predictions out.csv\n"
    "  fleetline validate training --constant half_depth=0          # what is this constant worth?\n"
    "  fleetline validate training --scenario SC21T1-0001     # the scenario behind a row\n"};

inline constexpr Page calibrate{
    "Fit the constants of software stacks to measured rows, and say how well rows left out are predicted",
    "  fleetline calibrate training --rows measured.csv\n"
    "  fleetline calibrate training --rows measured.csv --stack megatron-core_H100 --write my-registry\n"};

inline constexpr Page topology{
    "Print and draw how a fleet is wired: links, tiers, bottlenecks, what fails together",
    "  fleetline topology scenarios/gpt3_175b.toml\n"
    "  fleetline topology Research_256                        # a fleet of the registry\n"
    "  fleetline topology Research_256 --set fleet.nodes=8 --out fleet.dot && dot -Tpng fleet.dot -o fleet.png\n"
    "  fleetline topology scenarios/gpt3_175b.toml --json\n"};

inline constexpr Page list{
    "List what there is: solvers, kinds, registry entries, refused plugins",
    "  fleetline list\n"
    "  fleetline list hardware\n"
    "  fleetline list hardware --sort memory_bandwidth --where \"released >= 2022\" --where \"memory_capacity >= 80 GB\"\n"
    "  fleetline list hardware --columns \"vendor, peak_power, dense_16 / peak_power\" --csv\n"
    "  fleetline list plugins\n"};

inline constexpr Page audit{
    "Check the registry: sources, dates, ranges, physics; exit 1 when something is wrong",
    "  fleetline audit\n"
    "  fleetline audit hardware\n"
    "  fleetline audit H100 --all\n"
    "  fleetline audit --strict --out audit.json              # for continuous integration: warnings fail, too\n"
    "  fleetline audit --registry my-registry --json\n"};

inline constexpr Page describe{
    "The manual page of a component or registry entry",
    "  fleetline describe roofline\n"
    "  fleetline describe H100\n"
    "  fleetline describe roofline --markdown --out roofline.md\n"};

inline constexpr Page schema{
    "JSON Schema of scenario files, for completion and checks in editors",
    "  fleetline schema --out scenario.schema.json\n"
    "  # then, as the first line of a scenario:  #:schema ./scenario.schema.json\n"};

inline constexpr Page import_file{
    "Turn somebody else's description of a model into a registry entry",
    "  fleetline import hf config.json --name Llama-3-8B\n"
    "  fleetline import hf config.json --out my-registry/workloads/MyModel.toml \\\n"
    "      --source https://huggingface.co/me/MyModel/blob/main/config.json --as-of 2025-06-01\n"
    "  fleetline run scenario.toml --registry my-registry --set workload.use=MyModel\n"
    "  fleetline import --list                                # what can be imported\n"};

inline constexpr Page new_project{
    "Write a plugin project that builds, passes its checks and runs",
    "  fleetline new solver my-solver\n"
    "  fleetline new hardware my-chip --directory ~/plugins/my-chip\n"};

inline constexpr Page verify{
    "Check a plugin library as users will meet it; each check in a process of its own",
    "  fleetline verify-plugin build/my-solver.fleet.so\n"};

inline constexpr Page version{
    "Print versions of program, plugin API and compiler",
    "  fleetline version\n"};

}  // namespace fleetline::cli::help
