#include "recurrent/keys.hpp"

#include <cmath>

#include "fleetline/text.hpp"

namespace fleetline::workloads::recurrent {
namespace {

bool has_heads(Kind kind) { return kind == Kind::mamba2 || kind == Kind::gated_delta || kind == Kind::lightning; }
bool has_groups(Kind kind) { return kind == Kind::mamba2 || kind == Kind::gated_delta; }
bool has_state(Kind kind) { return kind == Kind::mamba || has_groups(kind); }

}  // namespace

Sizes sizes_of(const Keys& keys, double hidden) {
  const auto number = [](const std::optional<int>& value, double fallback) { return value ? *value : fallback; };
  Sizes z{.kind = keys.recurrent, .hidden = hidden};
  if (z.kind == Kind::none) return z;
  z.heads = has_heads(z.kind) ? number(keys.recurrent_heads, 1) : number(keys.recurrent_channels, hidden);
  z.head_dim = has_heads(z.kind) ? number(keys.recurrent_head_dim, 1) : 1;
  z.state = number(keys.recurrent_state, 0);
  z.groups = number(keys.recurrent_groups, 1);
  z.kernel = number(keys.recurrent_kernel, 0);
  if (z.kind == Kind::mamba) z.rank = number(keys.recurrent_rank, std::ceil(hidden / 16));
  z.inner_norms = keys.recurrent_norms;
  return z;
}

void check(const Keys& keys, const KeyCheck& problems) {
  const Kind kind = keys.recurrent;
  struct Size {
    const char* key;
    bool given, used, needed;
  };
  const bool some = kind != Kind::none, convolves = some && kind != Kind::lightning;
  const Size sizes[] = {{"recurrent_heads", keys.recurrent_heads.has_value(), has_heads(kind), has_heads(kind)},
                        {"recurrent_head_dim", keys.recurrent_head_dim.has_value(), has_heads(kind), has_heads(kind)},
                        {"recurrent_channels", keys.recurrent_channels.has_value(), some && !has_heads(kind), false},
                        {"recurrent_state", keys.recurrent_state.has_value(), has_state(kind), has_state(kind)},
                        {"recurrent_groups", keys.recurrent_groups.has_value(), has_groups(kind), false},
                        {"recurrent_kernel", keys.recurrent_kernel.has_value(), convolves, convolves},
                        {"recurrent_rank", keys.recurrent_rank.has_value(), kind == Kind::mamba, false},
                        {"recurrent_norms", keys.recurrent_norms, kind == Kind::mamba, false}};
  for (const Size& size : sizes) {
    if (size.needed && !size.given)
      problems.add(size.key, "missing: this kind of recurrence has one", "a whole number, at least 1", "recurrent");
    if (size.given && !size.used)
      problems.add(size.key, some ? "this kind of recurrence has none" : "no layer is recurrent",
                   some ? "no such key" : "recurrent = what stands in attention's place");
  }
  if (has_groups(kind) && keys.recurrent_heads && keys.recurrent_groups)
    problems.divides("recurrent_groups", *keys.recurrent_heads, *keys.recurrent_groups,
                     cat(*keys.recurrent_groups, " groups: a number of heads"), "them");
}

}  // namespace fleetline::workloads::recurrent
