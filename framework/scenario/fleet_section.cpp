#include "fleet_section.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "catalog/fleet_entry.hpp"
#include "fleetline/text.hpp"
#include "topology/built_fleet.hpp"

namespace fleetline {
namespace {

/// Beyond what anyone has built, and small enough that a slip is told before memory runs out.
constexpr Limits node_limits{.low = 1, .high = 1'000'000}, node_size_limits{.low = 1, .high = 65'536};
constexpr std::int64_t device_limit = std::int64_t{1} << 31;
/// A sweep over many different fleets must not keep them all twice.
constexpr std::size_t remembered_fleets = 256;

/// One run of equal nodes. Texts are registry names; they are resolved after the numbers are known to be good.
struct PartitionParams {
  std::string name, node, hardware, node_fabric, fabric, site;
  std::int64_t nodes = 1, devices_per_node = 1;

  static const Schema<PartitionParams>& schema() {
    static const auto s =
        Schema<PartitionParams>("One partition of a fleet: nodes that are alike")
            .add("name", &PartitionParams::name, "", "What results call it; its hardware's name if not given")
            .add("node", &PartitionParams::node, "", "Registry name of the node: brings hardware, devices_per_node and node_fabric")
            .add("hardware", &PartitionParams::hardware, "", "Registry name of the accelerators", {.required = true})
            .add("nodes", &PartitionParams::nodes, "1", "Nodes in the partition", {.range = node_limits})
            .add("devices_per_node", &PartitionParams::devices_per_node, "1", "Accelerators in each node", {.range = node_size_limits})
            .add("node_fabric", &PartitionParams::node_fabric, "", "Registry name of the fabric that connects the accelerators of a node")
            .add("fabric", &PartitionParams::fabric, "", "Registry name of the fabric between its nodes and the others of its site; the fleet's if not given")
            .add("site", &PartitionParams::site, "", "Where it stands: partitions of one site share its fabric");
    return s;
  }
};

struct FleetParams {
  std::vector<PartitionParams> partition;
  std::string fabric, wide_area;

  static const Schema<FleetParams>& schema() {
    static const auto s = Schema<FleetParams>("A fleet: partitions, and the fabric between their nodes")
                              .add("partition", &FleetParams::partition, "", "Its partitions, in device order", {.required = true})
                              .add("fabric", &FleetParams::fabric, "", "Registry name of the fabric that connects the nodes of each site")
                              .add("wide_area", &FleetParams::wide_area, "", "Registry name of the fabric that connects sites");
    return s;
  }
};

constexpr std::string_view partition_keys[] = {"name", "node", "hardware", "nodes", "devices_per_node", "node_fabric", "site"};

/// A fleet of one partition may be written without [[fleet.partition]]: put its keys where the schema wants them.
Value with_partitions(const Value& written) {
  if (!written.table() || written.table()->find("partition")) return written;
  Value out = written, partition(Table(), written.where);
  for (std::string_view key : partition_keys)
    if (const Value* v = written.table()->find(key)) {
      partition.table()->set(key, v->where, *v);
      out.table()->erase(key);
    }
  out.table()->set("partition", written.where, Value(Array{partition}, written.where));
  return out;
}

/// What a node brings unless the partition says otherwise.
constexpr std::string_view node_keys[] = {"hardware", "devices_per_node", "node_fabric"};

void take_from_node(Value& partition, const std::string& path, Session& session, Problems& problems) {
  const Value* node = partition.table() ? partition.table()->find("node") : nullptr;
  if (!node || !node->text()) return;  // a wrong type is the schema's to report
  const RegistryEntry* entry = session.registry.find("nodes", *node->text(), node->where, path + ".node", problems);
  if (!entry) return partition.table()->set("hardware", node->where, Value(std::string(), node->where)), void();
  for (std::string_view key : node_keys)
    if (const Value* brought = entry->root.table()->find(key); brought && !partition.table()->find(key)) partition.table()->set(key, brought->where, *brought);
}

/// A fabric may be written as a table, like any subject; the schema of the section knows names. Puts a name in its place, and keeps
/// the table.
class FabricTables {
 public:
  void take(Value& table, std::string_view key, const std::string& path) {
    Value* written = table.table() ? table.table()->find(key) : nullptr;
    if (!written || !written->table()) return;
    const Value* name = written->table()->find("use");
    if (!name || !name->text()) name = written->table()->find("kind");
    Value stand_in(name && name->text() ? *name->text() : std::string(key), written->where);
    tables_.emplace(path, std::exchange(*written, std::move(stand_in)));
  }
  /// Nothing where none is named, or where it is wrong and told.
  std::optional<SubjectInstance> resolve(const std::string& name, const Value& table, std::string_view key, const std::string& path, Session& session,
                                         Problems& problems) {
    if (name.empty()) return {};
    if (const auto kept = tables_.find(path); kept != tables_.end()) return resolve_subject(Noun::fabric, kept->second, path, session, problems);
    const auto [known, is_new] = by_name_.try_emplace(name);
    const Value* written = table.table() ? table.table()->find(key) : nullptr;
    if (is_new) known->second = resolve_subject(Noun::fabric, Value(name, written ? written->where : table.where), path, session, problems);
    return known->second;
  }

 private:
  std::map<std::string, Value> tables_;                                 ///< by path
  std::map<std::string, std::optional<SubjectInstance>> by_name_;       ///< one name, one fabric: partitions that name the same share it
};

/// The record of this kind and name; an empty handle with the name alone where no plugin declares such a kind.
RecordHandle handle_of(std::string_view kind, const Value& name, const std::string& path, Session& session, Problems& problems) {
  RecordHandle handle{Label(*name.text()), Label(kind), nullptr};
  if (!name.text()->empty() && session.plugins.find(Noun::record, kind)) handle.data = RegistryRecords(session).record(kind, name, path, problems);
  return handle;
}

std::optional<Value> from_registry(const Value& written, Session& session, Problems& problems) {
  const Value* use = written.text() ? &written : written.table() ? written.table()->find("use") : nullptr;
  if (!use) {
    if (written.table()) return written;
    problems.add(written.where, "fleet", cat(written.type_name(), " does not describe a fleet"), "a registry name in quotes, or a table");
    return {};
  }
  if (!use->text()) {
    problems.add(use->where, "fleet.use", cat(use->type_name(), " is not a name"), "the name of a fleet in quotes");
    return {};
  }
  const RegistryEntry* entry = session.registry.find("fleets", *use->text(), use->where, "fleet.use", problems);
  if (!entry) return {};
  Value out = entry->root;
  for (std::string_view key : entry_keys) out.table()->erase(key);
  for (std::string_view key : fleet_entry_keys) out.table()->erase(key);
  if (written.table())
    for (const Table::Entry& e : written.table()->entries())
      if (e.key != "use") out.table()->set(e.key, e.where, e.value);
  return out;
}

Value name_value(const std::string& name, const Value& table, std::string_view key) {
  const Value* v = table.table() ? table.table()->find(key) : nullptr;
  return Value(name, v ? v->where : table.where);
}

/// What the numbers of a fleet must add up to.
void check_size(const FleetParams& params, const Value& partitions, Problems& problems) {
  if (params.partition.empty()) return problems.add(partitions.where, "fleet.partition", "an empty list", "at least one [[fleet.partition]]");
  std::int64_t devices = 0;
  for (const PartitionParams& p : params.partition) devices += p.nodes * p.devices_per_node;
  if (devices >= device_limit) problems.add(partitions.where, "fleet.partition", cat("a fleet of ", devices, " devices"), cat("fewer than ", device_limit));
}

/// Which places there are, and whether what should connect them can.
void check_sites(const FleetParams& params, const Value& table, Problems& problems) {
  std::vector<std::string> sites;
  for (const PartitionParams& p : params.partition)
    if (std::find(sites.begin(), sites.end(), p.site) == sites.end()) sites.push_back(p.site);
  if (params.wide_area.empty()) return;
  const Where where = table.table()->find("wide_area")->where;
  if (sites.size() < 2)
    problems.add(where, "fleet.wide_area", cat("a wide area between sites, and ", sites.front().empty() ? std::string("no partition says where it stands") : cat("all partitions stand at '", sites.front(), "'")),
                 "partitions at two sites or more, each with its site, or no wide_area");
  else if (std::find(sites.begin(), sites.end(), "") != sites.end())
    problems.add(where, "fleet.wide_area", "a wide area between sites, and a partition that does not say where it stands", "a site in every [[fleet.partition]]");
}

/// The partition as the graph needs it; nothing when something in it is wrong.
std::optional<PartitionSpec> partition_spec(const PartitionParams& p, const Value& written, const std::string& path, FabricTables& fabrics,
                                            std::optional<SubjectInstance>& first, Session& session, Problems& problems) {
  const std::size_t before = problems.size();
  const auto hardware = resolve_subject(Noun::hardware, name_value(p.hardware, written, "hardware"), path + ".hardware", session, problems);
  const auto node_fabric = fabrics.resolve(p.node_fabric, written, "node_fabric", path + ".node_fabric", session, problems);
  const auto fabric = fabrics.resolve(p.fabric, written, "fabric", path + ".fabric", session, problems);
  if (problems.size() != before || !hardware) return {};
  if (!first) first = hardware;
  return PartitionSpec{.name = Label(p.name.empty() ? hardware->name : p.name),
                       .hardware = hardware->hardware,
                       .nodes = static_cast<std::uint32_t>(p.nodes),
                       .devices_per_node = static_cast<std::uint32_t>(p.devices_per_node),
                       .node_fabric = node_fabric ? node_fabric->fabric : nullptr,
                       .site = handle_of("site", name_value(p.site, written, "site"), path + ".site", session, problems),
                       .node = handle_of("node", name_value(p.node, written, "node"), path + ".node", session, problems),
                       .cluster_fabric = fabric ? fabric->fabric : nullptr,
                       .node_fabric_name = Label(node_fabric ? node_fabric->name : std::string()),
                       .cluster_fabric_name = Label(fabric ? fabric->name : std::string()),
                       .hardware_name = Label(hardware->entry ? hardware->entry->name : std::string())};
}

std::optional<SubjectInstance> build_fleet(const Value& tree, Session& session, std::optional<SubjectInstance>& first, Problems& problems) {
  const std::optional<Value> described = from_registry(tree, session, problems);
  if (!described) return {};
  SubjectInstance out{"fleet", {}, with_partitions(*described)};
  const std::size_t before = problems.size();
  FabricTables fabrics;
  for (std::string_view key : {"fabric", "wide_area"}) fabrics.take(out.table, key, cat("fleet.", key));
  if (Array* all = out.table.table()->find("partition")->array())
    for (std::size_t i = 0; i < all->size(); ++i) {
      const std::string path = cat("fleet.partition[", i, "]");
      take_from_node((*all)[i], path, session, problems);
      for (std::string_view key : {"node_fabric", "fabric"}) fabrics.take((*all)[i], key, cat(path, ".", key));
    }
  FleetParams params;
  ReadContext context{problems, nullptr, "fleet"};
  FleetParams::schema().read(&params, *out.table.table(), out.table.where, context);
  const Value& partitions = *out.table.table()->find("partition");
  if (was_reported(partitions)) return {};
  if (problems.size() == before) check_size(params, partitions, problems);
  if (problems.size() != before) return {};
  check_sites(params, out.table, problems);
  FleetSpec spec;
  const Array& written = *partitions.array();
  for (std::size_t i = 0; i < params.partition.size(); ++i)
    if (auto partition = partition_spec(params.partition[i], written[i], cat("fleet.partition[", i, "]"), fabrics, first, session, problems))
      spec.partitions.push_back(std::move(*partition));
  const auto between = [&](const std::string& name, std::string_view key, std::shared_ptr<const Fabric>& fabric, Label& label) {
    if (const auto found = fabrics.resolve(name, out.table, key, cat("fleet.", key), session, problems)) fabric = found->fabric, label = Label(found->name);
  };
  between(params.fabric, "fabric", spec.cluster_fabric, spec.cluster_fabric_name);
  between(params.wide_area, "wide_area", spec.wide_area, spec.wide_area_name);
  if (problems.size() != before) return {};
  try {
    out.fleet = at_boundary("a fabric of the fleet", [&] { return std::make_shared<const BuiltFleet>(std::move(spec)); });
  } catch (const InputError& e) {  // a fabric that cannot connect what there is; it does not know where it was named
    for (Problem p : e.problems()) {
      if (!p.where) p.where = tree.where;
      p.path = p.path.empty() ? "fleet" : cat("fleet: ", p.path);
      problems.add(std::move(p));
    }
    return {};
  } catch (const PluginError& e) {
    problems.add(tree.where, "fleet", e.what());
    return {};
  }
  return out;
}

/// Graphs are large: a fleet that was described before, word for word, is the one built then.
std::optional<SubjectInstance> resolve_fleet(const Value& tree, Session& session, std::optional<SubjectInstance>& first, Problems& problems) {
  const std::string description = tree.written();
  const auto known = session.fleets.find(description);
  if (known != session.fleets.end()) return first = known->second.second, known->second.first;
  std::optional<SubjectInstance> built = build_fleet(tree, session, first, problems);
  if (built && session.fleets.size() < remembered_fleets) session.fleets[description] = {built, first};
  return built;
}

/// A [hardware] beside a fleet would be asked about instead of the fleet's, unless it names the same.
void refuse_other_hardware(const Subject& hardware, const Value& written, const std::vector<std::optional<SubjectInstance>>& first, Problems& problems) {
  if (hardware.instances.size() != hardware.selector.count || first.empty() || !first.front()) return;  // one of them is wrong by itself
  const bool only_named = written.text() || (written.table() && written.table()->size() == 1 && written.table()->find("use"));
  const auto in_fleet = [&](const SubjectInstance& h) {
    return std::all_of(first.begin(), first.end(), [&](const auto& f) { return !f || f->entry == h.entry; });
  };
  if (only_named && std::all_of(hardware.instances.begin(), hardware.instances.end(), in_fleet)) return;
  problems.add(written.where, "hardware", "the fleet brings its hardware, and this is another", "one of [hardware] and [fleet]");
}

}  // namespace

const AnySchema& fleet_schema() { return FleetParams::schema(); }

void add_fleet(Plan& plan, const Value& written, const Value* own_hardware, const std::vector<PlacedAxis>& axes, Session& session, Problems& problems) {
  std::vector<std::optional<SubjectInstance>> first;
  Subject subject = resolve_swept(
      Noun::fabric, written, "fleet", axes,
      [&](const Value& tree) { return resolve_fleet(tree, session, first.emplace_back(), problems); }, problems);
  if (const Subject* own = plan.subject("hardware")) {
    refuse_other_hardware(*own, *own_hardware, first, problems);
  } else {
    Subject hardware{Noun::hardware, "hardware", subject.selector, {}};
    for (std::size_t i = 0; i < subject.instances.size(); ++i) {
      SubjectInstance one{"the fleet's first partition", {}, Value(Table(), written.where)};
      if (first[i]) one.hardware = first[i]->hardware;
      hardware.instances.push_back(std::move(one));
    }
    plan.subjects.push_back(std::move(hardware));
  }
  plan.subjects.push_back(std::move(subject));
}

}  // namespace fleetline
