// Which published figures the model answers, and why it leaves the others.
#pragma once

#include <cstdint>
#include <string_view>

namespace fleetline::sustainability {

enum class Kind : unsigned char { energy, carbon, net_carbon, training_water, request_water, node, workload, token, embodied, development, measured_run, query, outside };
struct Rule { std::string_view metric; Kind kind; std::string_view reason = {}; };

inline constexpr std::string_view site_figure = "a figure of a site or grid: what the model is given, not what it predicts";
inline constexpr std::string_view part_figure = "a figure of a part: what the model is given, not what it predicts";
inline constexpr Rule rules[] = {
    {"training_energy", Kind::energy}, {"training_energy_no_pue", Kind::energy}, {"training_energy_dynamic", Kind::energy},
    {"training_energy_estimate", Kind::energy}, {"energy_incl_pue", Kind::energy},
    {"training_carbon", Kind::carbon}, {"training_carbon_gross", Kind::carbon}, {"training_carbon_dynamic", Kind::carbon},
    {"training_carbon_location_based", Kind::carbon}, {"training_carbon_actual", Kind::carbon}, {"carbon", Kind::carbon},
    {"training_carbon_net", Kind::net_carbon},
    {"training_water_total", Kind::training_water}, {"request_water_total", Kind::request_water},
    {"node_power_max_measured", Kind::node}, {"node_power_fraction_of_rated", Kind::node}, {"provisioned_power_per_gpu", Kind::node},
    {"gpu_energy_per_workload", Kind::workload}, {"carbon_per_workload", Kind::workload}, {"water_per_workload", Kind::workload},
    {"gpu_energy_per_output_token", Kind::token},
    {"training_carbon_embodied", Kind::embodied}, {"embodied_carbon_per_gpu", Kind::embodied}, {"embodied_carbon_per_gpu_hour", Kind::embodied},
    {"training_embodied_carbon_ground_truth", Kind::embodied},
    {"development_energy", Kind::development}, {"development_carbon", Kind::development}, {"development_water", Kind::development},
    {"gpu_energy_measured", Kind::measured_run}, {"per_query_energy", Kind::query},
    {"grid_carbon_intensity_average", Kind::outside, site_figure}, {"grid_intensity_average_consumption", Kind::outside, site_figure},
    {"grid_intensity_marginal_consumption", Kind::outside, site_figure}, {"grid_intensity_mean_hourly", Kind::outside, site_figure},
    {"grid_intensity_used", Kind::outside, site_figure}, {"generation_carbon_intensity", Kind::outside, site_figure}, {"pue", Kind::outside, site_figure},
    {"wue", Kind::outside, site_figure}, {"indirect_water_intensity", Kind::outside, site_figure}, {"provider_cfe_hourly", Kind::outside, site_figure},
    {"water_direct", Kind::outside, site_figure}, {"electricity", Kind::outside, site_figure},
    {"rated_power", Kind::outside, part_figure}, {"chip_power_max", Kind::outside, part_figure}, {"component_parameter", Kind::outside, part_figure},
    {"power_factor", Kind::outside, part_figure}, {"embodied_carbon", Kind::outside, part_figure}, {"embodied_carbon_component", Kind::outside, part_figure},
    {"embodied_gwp", Kind::outside, part_figure}, {"embodied_adpe", Kind::outside, part_figure}, {"embodied_pe", Kind::outside, part_figure},
    {"embodied_per_gb", Kind::outside, part_figure}, {"fab_energy_per_area", Kind::outside, part_figure}, {"fab_gas_per_area", Kind::outside, part_figure},
    {"raw_material_per_area", Kind::outside, part_figure}, {"imec_carbon", Kind::outside, part_figure}, {"carbon_per_unit", Kind::outside, part_figure},
    {"embodied_water_per_gpu", Kind::outside, "water of making chips is not modelled"},
    {"carbon_saving_temporal_shifting", Kind::outside, "shifting work in time is not modelled: intensities are yearly averages"},
    {"training_carbon_idle", Kind::outside, "how long machines stood idle is not stated"}, {"training_carbon_total", Kind::outside, "how long machines stood idle is not stated"},
    {"inference_energy", Kind::outside, "how busy the machines were is not stated"}, {"inference_carbon", Kind::outside, "how busy the machines were is not stated"},
    {"idle_energy_drawn", Kind::outside, "the interval is not stated"},
    {"gpu_energy_extrapolated", Kind::outside, "an extrapolation by the authors"}, {"gpu_energy_raw", Kind::outside, "hours are not stated"},
    {"gpu_energy_per_generation", Kind::outside, "pace and batch are not stated"}, {"energy_per_1000_inferences", Kind::outside, "pace and model are not stated"},
    {"training_water", Kind::outside, "energy is not stated"},
    {"development_total_energy", Kind::outside, "hours at work are not stated"}, {"development_total_carbon", Kind::outside, "hours at work are not stated"},
    {"measured_system_power_per_chip", Kind::outside, "the measured power is itself the input"},
    {"energy_model_mape", Kind::outside, "an error of another model"}, {"energy_model_error", Kind::outside, "an error of another model"},
    {"per_prompt", Kind::outside, "model and pace of a closed service"}, {"full_stack_multiplier", Kind::outside, "model and pace of a closed service"},
    {"energy_per_prompt_reduction", Kind::outside, "model and pace of a closed service"}, {"lca", Kind::outside, "model and pace of a closed service"},
};

}  // namespace fleetline::sustainability
