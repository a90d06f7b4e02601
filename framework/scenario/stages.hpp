// From `[solve.NAME]` tables to stages in order: components, parameters, bindings, subjects.
#pragma once

#include "plan.hpp"
#include "subjects.hpp"

namespace fleetline {

/// One stage per entry of the `solve` table, in file order: component found, parameters and literal inputs read. Bindings, subjects
/// and order come later. `solve` has no sweeps left in it.
std::vector<Stage> read_stages(const Value& solve, Session& session, Problems& problems);

/// Explicit bindings ("inputs.step_time = 'roofline.latency'"), then by name and dimension where exactly one other stage
/// provides it. Missing and ambiguous inputs are problems that say who could provide them.
void bind_inputs(std::vector<Stage>& stages, const Session& session, Problems& problems);

/// Connects each stage to the workload and hardware it needs: its own, an object of another stage, or the scenario's. Adds a Subject
/// to `subjects` for those described inside a stage.
void bind_subjects(std::vector<Stage>& stages, std::vector<Subject>& subjects, const std::vector<PlacedAxis>& axes,
                   Session& session, Problems& problems);

/// Puts stages in order of execution and renumbers every reference. A cycle is a problem with its path.
void order_stages(std::vector<Stage>& stages, Problems& problems);

/// Turns the axes at or below "solve.NAME" into setters of that stage. Values that were reported already are passed over.
void place_stage_axes(std::vector<Stage>& stages, const std::vector<PlacedAxis>& axes, Session& session, Problems& problems);

/// Which dimensions every stage's preparation depends on. Only of stages in order of execution, without problems.
void complete_selectors(std::vector<Stage>& stages, const std::vector<Subject>& subjects, const std::vector<PlanDimension>& dimensions);

}  // namespace fleetline
