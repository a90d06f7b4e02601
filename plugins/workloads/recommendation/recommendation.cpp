#include "recommendation/recommendation.hpp"

#include "common/kind_schema.hpp"
#include "fleetline/sdk.hpp"
#include "fleetline/text.hpp"

namespace fleetline::workloads::recommendation {
namespace {

void check(const Params& p, const Table& table, ReadContext& context) {
  const KeyCheck check(table, context);
  if (p.bottom.empty() || p.bottom.back() != p.dimension)
    check.add("bottom",
              cat("the bottom network ends in ", p.bottom.empty() ? 0 : p.bottom.back(),
                  " features, but vectors of tables have ", p.dimension),
              cat("widths of layers, the last ", p.dimension));
  if (p.top.empty()) check.add("top", "the top network has no layers", "widths of layers, the last usually 1");
  if (p.cross_rank > 0 && p.cross_layers == 0)
    check.add("cross_layers", "missing: cross_rank is that of layers", "how many", "cross_rank");
  for (const int width : p.bottom)
    if (width < 1) check.add("bottom", cat("a layer of ", width, " features"), "at least 1");
  for (const int width : p.top)
    if (width < 1) check.add("top", cat("a layer of ", width, " features"), "at least 1");
}

void add_layers(NetworkSection& section, double in, const std::vector<int>& widths, std::string_view prefix) {
  int index = 0;
  for (const int width : widths) {
    section.nodes.push_back(dense(cat(prefix, "-", ++index), 1, in, width));
    in = width;
  }
}

/// Wang et al. 2021, section 3.2: V to the rank, W back to `width` with a bias, a product with the first input and a
/// sum. (torchrec's LowRankCrossNet has as many parameters: 2 width rank + width a layer.)
void add_crosses(NetworkSection& section, double width, const Params& p) {
  for (int layer = 1; layer <= p.cross_layers; ++layer) {
    if (p.cross_rank > 0) {
      section.nodes.push_back(dense(cat("cross-", layer, ".down"), 1, width, p.cross_rank, false));
      section.nodes.push_back(dense(cat("cross-", layer, ".up"), 1, p.cross_rank, width));
    } else {
      section.nodes.push_back(dense(cat("cross-", layer), 1, width, width));
    }
    section.nodes.push_back(elementwise(cat("cross-", layer, ".product"), 4 * width));
  }
}

double tables_of(const Params& p) {
  double sum = 0;
  for (const TableSpec& t : p.table) sum += t.count;
  return sum;
}

void own(Schema<Params>& s) {
  s.add("dense_features", &Params::dense_features, "", "Dense features of a sample", one_or_more)
      .add("dimension", &Params::dimension, "", "Elements of a row of every table", required_size)
      .add("bottom", &Params::bottom, "", "Widths of the layers on the dense features", {.required = true})
      .add("top", &Params::top, "", "Widths of the layers on the interactions", {.required = true})
      .add("cross_layers", &Params::cross_layers, "",
           "Layers that cross all vectors with themselves, instead of products of pairs (DCN-V2); 0: pairs",
           {.range = non_negative})
      .add("cross_rank", &Params::cross_rank, "", "Rank of their matrices; 0: full", {.range = non_negative})
      .add("table", &Params::table, "", "The tables", {.required = true});
}

}  // namespace

Network network_of(const Params& p) {
  const double vectors = tables_of(p) + 1, d = p.dimension;
  Network network;
  NetworkSection& bottom = network.add("bottom", 1, static_cast<double>(p.bottom.size()), d);
  add_layers(bottom, p.dense_features, p.bottom, "bottom");

  NetworkSection& tables = network.add("tables", 1, 0, tables_of(p) * d);
  for (const TableSpec& t : p.table) {
    tables.nodes.push_back(
        lookup(t.name.empty() ? "tables.lookup" : cat("tables.", t.name), t.lookups, d, t.rows, true));
    tables.nodes.back().repeat = t.count;
  }

  NetworkSection& top = network.add("top", 1, static_cast<double>(p.top.size() + p.cross_layers), 1);
  if (p.cross_layers > 0) {
    add_crosses(top, vectors * d, p);
    add_layers(top, vectors * d, p.top, "top");
    return network;
  }
  NetworkNode pairs = dense("interaction", vectors, d, vectors, false);  // all of Z Z^T; half of it is used
  pairs.weights = 0;
  pairs.inputs = vectors * d;
  top.nodes.push_back(pairs);
  add_layers(top, vectors * (vectors - 1) / 2 + d, p.top, "top");
  return network;
}

const Schema<TableSpec>& TableSpec::schema() {
  static const auto s =
      Schema<TableSpec>("Embedding tables of one size")
          .add("name", &TableSpec::name, "", "What breakdowns call them")
          .add("rows", &TableSpec::rows, "1", "Rows of one table", {.range = at_least(1), .required = true})
          .add("count", &TableSpec::count, "", "Tables of this size", {.range = at_least(1)})
          .add("lookups", &TableSpec::lookups, "", "Rows that one sample reads of each and adds up",
               {.range = at_least(1)});
  return s;
}

const Schema<Params>& Params::schema() {
  return kind_schema<Params>("A recommendation model with embedding tables", own, check);
}

Component component() {
  return sdk::workload<Recommendation>(
      {.name = "recommendation",
       .summary = "Dense features through a network, sparse ones through embedding tables, their interaction (DLRM)",
       .description = "One sample reads one or more rows of every table: tables are held whole, but only those rows "
                      "move. Training accumulates and "
                      "updates the rows that the batch read, each as if no other sample had read it. One device.",
       .assumptions =
           {"No row is found in a cache.",
            "Every pair of vectors is multiplied; half of the products are used. Cross layers have none of them."},
       .references = {"Naumov et al. 2019, Deep learning recommendation model, arXiv:1906.00091",
                      "Wang et al. 2021, DCN V2, arXiv:2008.13535"}});
}

}  // namespace fleetline::workloads::recommendation
