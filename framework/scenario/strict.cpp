#include "strict.hpp"

#include "fleetline/text.hpp"

namespace fleetline {

void refuse_guessed_defaults(const AnySchema& schema, const void* object, const Table& given, const Where& where, const std::string& path,
                             Problems& problems) {
  for (const Field& field : schema.fields())
    if (field.options.calibrate && given.find(field.name) == nullptr)
      problems.add(where, cat(path, ".", field.name),
                   cat("its default (", field.codec.write(field.in(object), field), ") is a guess to be calibrated, and --strict refuses it"),
                   std::string(field.doc));
}

}  // namespace fleetline
