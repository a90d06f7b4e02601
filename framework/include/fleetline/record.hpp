// Records: registry data that is neither hardware, workload nor fabric: a site, a price list, a software stack.
//
// A plugin declares a record kind by a plain struct with a schema and a `record_kind` name. A parameter of type
// Ref<Site> is written as a registry name, and arrives resolved. Records are shared and immutable.
#pragma once

#include <memory>
#include <string>

namespace fleetline {

template <class Record>
struct Ref {
  std::string name;  ///< as written; empty: not given
  std::shared_ptr<const Record> record;

  explicit operator bool() const { return record != nullptr; }
  const Record& operator*() const { return *record; }
  const Record* operator->() const { return record.get(); }
};

}  // namespace fleetline
