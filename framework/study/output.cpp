#include "output.hpp"

#include "output_writers.hpp"

namespace fleetline {

void write(const Results& results, const OutputOptions& options, std::ostream& out) {
  switch (options.format) {
    case OutputFormat::table: return write_table(results, make_report(results, options.max_rows), options.color, out);
    case OutputFormat::markdown: return write_markdown(results, make_report(results, options.max_rows), out);
    case OutputFormat::csv: return write_csv(results, out);
    case OutputFormat::json: return write_json(results, out);
  }
}

}  // namespace fleetline
