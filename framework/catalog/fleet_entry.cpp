#include "fleet_entry.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "fleetline/hardware.hpp"
#include "fleetline/text.hpp"
#include "fleetline/units.hpp"

namespace fleetline {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

std::string text_at(const Table& table, std::string_view key) {
  const Value* value = table.find(key);
  return value != nullptr && value->text() != nullptr ? *value->text() : std::string();
}

double number_at(const Table& table, std::string_view key) {
  const Value* value = table.find(key);
  if (value == nullptr) return not_known;
  if (const double* d = value->number()) return *d;
  if (const std::int64_t* i = value->integer()) return static_cast<double>(*i);
  if (value->text() != nullptr)
    if (const Parsed<Measure> measure = parse_measure(*value->text())) return measure.value->base;
  return not_known;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += cat(all.empty() ? "" : ", ", text);
  return all;
}

/// One partition, or the fleet itself where it has only one and does not say so.
class Part {
 public:
  Part(const EntryView& fleet, const Table& written, std::string path)
      : fleet_(fleet),
        written_(written),
        path_(std::move(path)),
        node_(fleet.find("nodes", text_at(written, "node"))) {}

  std::string path(std::string_view key) const { return path_.empty() ? std::string(key) : cat(path_, ".", key); }
  std::string node_name() const { return text_at(written_, "node"); }
  std::string hardware_name() const { return own_or_nodes("hardware"); }
  std::string node_fabric_name() const { return own_or_nodes("node_fabric"); }
  std::string site_name() const { return text_at(written_, "site"); }
  const EntryView* node() const { return node_; }
  const EntryView* device() const { return fleet_.find("hardware", hardware_name()); }
  double nodes() const { return number_at(written_, "nodes"); }
  double devices_per_node() const {
    const double own = number_at(written_, "devices_per_node");
    return !std::isnan(own) || node_ == nullptr ? own : node_->number("devices_per_node");
  }
  double devices() const { return nodes() * devices_per_node(); }

  /// What joins its nodes: a name, a table that names one and changes something, or a table of its own.
  const Value* fabric_value() const {
    const Value* own = written_.find("fabric");
    return own != nullptr ? own : fleet_.table().find("fabric");
  }
  std::string fabric_name() const {
    const Value* value = fabric_value();
    if (value == nullptr) return {};
    if (value->text() != nullptr) return *value->text();
    if (value->table() == nullptr) return {};
    const std::string use = text_at(*value->table(), "use");
    return use.empty() ? text_at(*value->table(), "kind") : use;
  }
  bool fabric_is_named() const {
    const Value* value = fabric_value();
    return value != nullptr &&
           (value->text() != nullptr || (value->table() != nullptr && value->table()->find("use") != nullptr));
  }
  const EntryView* fabric() const { return fabric_is_named() ? fleet_.find("fabrics", fabric_name()) : nullptr; }
  /// As the fleet says, else as the fabric does.
  double of_fabric(std::string_view column) const {
    const Value* value = fabric_value();
    const double own = value != nullptr && value->table() != nullptr ? number_at(*value->table(), column) : not_known;
    const EntryView* entry = fabric();
    return !std::isnan(own) || entry == nullptr ? own : entry->number(column);
  }
  /// Out of a node, one direction: an adapter for each accelerator where nobody says how many. Tori join devices, not
  /// nodes.
  double out_of_node() const {
    const double adapters = of_fabric("adapters"), bandwidth = of_fabric("bandwidth");
    if (fabric() != nullptr && std::isnan(adapters)) return of_fabric("per_device") * devices_per_node();
    return bandwidth * (adapters > 0 ? adapters : devices_per_node());
  }

 private:
  std::string own_or_nodes(std::string_view key) const {
    const std::string own = text_at(written_, key);
    return !own.empty() || node_ == nullptr ? own : text_at(node_->table(), key);
  }

  const EntryView& fleet_;
  const Table& written_;
  std::string path_;
  const EntryView* node_;
};

std::vector<Part> parts_of(const EntryView& fleet) {
  std::vector<Part> parts;
  const Value* partitions = fleet.table().find("partition");
  if (partitions == nullptr || partitions->array() == nullptr) return {Part(fleet, fleet.table(), "")};
  for (std::size_t i = 0; i < partitions->array()->size(); ++i)
    if (const Table* table = (*partitions->array())[i].table())
      parts.emplace_back(fleet, *table, cat("partition[", i, "]"));
  return parts;
}

/// Not known where it is not known of a part.
template <class Of>
double sum(const EntryView& fleet, const Of& of) {
  double all = 0;
  for (const Part& part : parts_of(fleet)) all += of(part);
  return all;
}

/// What one device has, times their number; 0 is how facts say that they do not know.
template <class Of>
double of_devices(const EntryView& fleet, const Of& of) {
  return sum(fleet, [&](const Part& part) {
    const EntryView* device = part.device();
    const double one = device != nullptr && device->hardware() != nullptr ? of(*device->hardware()) : not_known;
    return one > 0 ? one * part.devices() : not_known;
  });
}

double dense_16(const EntryView& fleet) {
  static const Format bf16 = *parse_format("bf16").value;
  return of_devices(fleet, [](const Hardware& h) {
    const Peak peak = h.peak(bf16);
    return peak.used.bits <= 16 ? peak.rate.base() : not_known;  // not what wider arithmetic stands in with
  });
}

double network(const EntryView& fleet) {
  return sum(fleet, [](const Part& p) { return p.out_of_node() * p.nodes(); }) /
         sum(fleet, [](const Part& p) { return p.devices(); });
}

// ---- what is true of sound fleets

void check_name(const EntryView& fleet, const Part& part, std::string_view folder, std::string_view key,
                const std::string& name, Findings& findings) {
  if (!name.empty() && fleet.find(folder, name) == nullptr)
    findings.error(part.path(key), cat("'", name, "' is not in the registry's ", folder, ", or broken"));
}

void names(const EntryView& fleet, Findings& findings) {
  for (const Part& part : parts_of(fleet)) {
    check_name(fleet, part, "nodes", "node", part.node_name(), findings);
    check_name(fleet, part, "hardware", "hardware", part.hardware_name(), findings);
    check_name(fleet, part, "fabrics", "node_fabric", part.node_fabric_name(), findings);
    check_name(fleet, part, "sites", "site", part.site_name(), findings);
    if (part.fabric_is_named()) check_name(fleet, part, "fabrics", "fabric", part.fabric_name(), findings);
    if (part.hardware_name().empty())
      findings.error(part.path("hardware"), "nothing says which accelerators", "node = \"...\", or hardware = \"...\"");
  }
}

void size(const EntryView& fleet, Findings& findings) {
  const double devices = sum(fleet, [](const Part&p) { return p.devices(); }),
               published = number_at(fleet.table(), "published_accelerators");
  if (std::abs(devices / published - 1) > 1e-9)
    findings.error("published_accelerators",
                   cat(number_text(published, 12), " are published, and the nodes hold ", number_text(devices, 12)),
                   "nodes times devices_per_node");
  for (const Part& part : parts_of(fleet))
    if (const double most = part.of_fabric("most_devices"), largest = part.of_fabric("largest");
        devices > (std::isnan(largest) ? most : largest))
      findings.error(part.path("fabric"),
                     cat(part.fabric_name(), " was built for ", number_text(std::isnan(largest) ? most : largest, 12),
                         " accelerators, and there are ", number_text(devices, 12)),
                     "largest = ... in the fleet's fabric");
}

/// Adapters may idle, as where a faster node stands on an older network; none can be wired that a node does not have.
void adapters(const EntryView& fleet, Findings& findings) {
  for (const Part& part : parts_of(fleet)) {
    if (part.node() == nullptr || std::isnan(part.of_fabric("adapters"))) continue;
    const double wired = part.out_of_node(),
                 brought = part.node()->number("adapters") * part.node()->number("adapter_bandwidth");
    if (wired > 1.02 * brought)
      findings.error(
          part.path("fabric"),
          cat(part.fabric_name(), " wires ", to_text(Bandwidth(wired)), " out of each node, and the adapters of ",
              part.node_name(), " bring ", to_text(Bandwidth(brought))),
          "no more than they bring, in one direction");
  }
}

/// How often devices trade for full bandwidth between all: 1:7 between Meta's pods is the most that was published.
void oversubscription(const EntryView& fleet, Findings& findings) {
  for (const Part& part : parts_of(fleet))
    if (const double over = part.of_fabric("oversubscription"); over < 1 || over > 64)
      findings.error(part.path("fabric"), cat("oversubscribed by ", number_text(over)),
                     "1 to 64: bandwidth below over bandwidth above");
}

}  // namespace

const std::vector<Derived>& fleet_derived() {
  static const std::vector<Derived> all{
      {"nodes", "1", "Nodes of all partitions", "sum over partitions",
       [](const EntryView& f) { return sum(f, [](const Part& p) { return p.nodes(); }); }},
      {"accelerators", "1", "Accelerators of all partitions", "sum over partitions of nodes * devices_per_node",
       [](const EntryView& f) { return sum(f, [](const Part& p) { return p.devices(); }); }},
      {"memory", "TB", "Of all accelerators", "accelerators * memory of one",
       [](const EntryView& f) {
         return of_devices(f, [](const Hardware& h) { return h.facts().memory_capacity.base(); });
       }},
      {"dense_16", "PFLOP/s", "Dense 16-bit rate of all accelerators", "accelerators * dense 16-bit rate of one",
       dense_16},
      {"network", "Gbit/s", "Out of a node for each of its accelerators, one direction",
       "adapters * bandwidth / devices_per_node", network},
      {"oversubscription", "1", "Bandwidth below over bandwidth above", "as the fleet says, else as its fabric does",
       [](const EntryView& f) { return parts_of(f).front().of_fabric("oversubscription"); }},
      {"accelerator_power", "MW", "Largest draw of all accelerators", "accelerators * peak_power of one",
       [](const EntryView& f) { return of_devices(f, [](const Hardware& h) { return h.facts().peak_power.base(); }); }},
      {"rated_power", "MW", "What its nodes may draw at the plug, without the network",
       "sum over partitions of nodes * rated_power of one", [](const EntryView& f) {
         return sum(f, [](const Part& p) {
           return p.node() != nullptr ? p.nodes() * p.node()->number("rated_power") : not_known;
         });
       }}};
  return all;
}

std::string fleet_text(const EntryView& fleet, std::string_view column) {
  std::vector<std::string> names;
  for (const Part& part : parts_of(fleet)) {
    const std::string name = column == "node"       ? part.node_name()
                             : column == "hardware" ? part.hardware_name()
                             : column == "fabric"   ? part.fabric_name()
                             : column == "site"     ? part.site_name()
                                                    : std::string();
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return joined(names);
}

const std::vector<std::string>& fleet_text_columns() {
  static const std::vector<std::string> all{"hardware", "node", "fabric", "site"};
  return all;
}

const std::vector<std::string>& fleet_columns() {
  static const std::vector<std::string> all{
      "hardware", "accelerators",      "nodes", "fabric", "network", "oversubscription", "memory",
      "dense_16", "accelerator_power", "site"};
  return all;
}

const std::vector<Audit>& fleet_audits() {
  static const std::vector<Audit> all{
      {"names", "Nodes, accelerators, fabrics and sites are entries of the registry", names},
      {"size", "Nodes hold the published number of accelerators, and the fabric was built for as many", size},
      {"adapters", "The network wires no more out of a node than its adapters bring", adapters},
      {"oversubscription", "The network is oversubscribed 1 to 64 times", oversubscription}};
  return all;
}

}  // namespace fleetline
