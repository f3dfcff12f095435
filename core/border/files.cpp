#include "core/border/files.h"

#include "core/base/digest.h"

namespace kscope {

FileName::Shared::Shared(std::string_view name) : text(name) {
    Digest digest;
    digest.add_bytes(name);
    hash = digest.value().low;
}

}  // namespace kscope
