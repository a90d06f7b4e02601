#include "merge.hpp"

namespace fleetline {

void merge(Value& base, const Value& over) {
  Table* into = base.table();
  const Table* from = over.table();
  if (into == nullptr || from == nullptr) {
    base = over;
    return;
  }
  base.where = over.where;
  for (const Table::Entry& entry : from->entries()) {
    if (Value* present = into->find(entry.key)) merge(*present, entry.value);
    else into->set(entry.key, entry.where, entry.value);
  }
}

}  // namespace fleetline
