// Records: registry data that is neither hardware, workload nor fabric: a site, a price list, a software stack.
//
// A plugin declares a record kind by a plain struct with a schema and a `record_kind` name. A parameter of type
// Ref<Site> is written as a registry name, and arrives resolved. Records are shared and immutable.
#pragma once

#include <memory>
#include <string>

#include "fleetline/label.hpp"

namespace fleetline {

template <class Record>
struct Ref {
  std::string name;  ///< as written; empty: not given
  std::shared_ptr<const Record> record;

  explicit operator bool() const { return record != nullptr; }
  const Record& operator*() const { return *record; }
  const Record* operator->() const { return record.get(); }
};

/// A record whose kind the kernel does not know: the site or the node of a partition. Keeps the record and its library alive.
struct RecordHandle {
  Label name;  ///< of the registry entry; empty: none was named
  Label kind;
  std::shared_ptr<const void> data;

  explicit operator bool() const { return data != nullptr; }
  /// nullptr when there is none, or when it is of another kind.
  template <class Record>
  const Record* as() const {
    return data && kind.text() == Record::record_kind ? static_cast<const Record*>(data.get()) : nullptr;
  }
};

}  // namespace fleetline
