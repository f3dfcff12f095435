#include "sim/cli/wire_check.h"

#include <fmt/format.h>

#include <stdexcept>

#include "core/protocol/wire/difference.h"
#include "core/protocol/wire/message_codec.h"
#include "sim/codec/codecs.h"

namespace kscope::sim {

namespace {

// Empty: it came back as it was.
std::string fault(const Message& message, CorrelationId correlation, const std::string& frame) {
    DecodedMessage decoded = decode(message.body().index(), frame, &codecs());
    if (!decoded.body) {
        return fmt::format("cannot be read back: {} at byte {} of {}", decoded.error.what,
                           decoded.error.position, frame.size());
    }
    if (decoded.unread > 0) return fmt::format("leaves {} bytes unread", decoded.unread);
    if (decoded.correlation && *decoded.correlation != correlation) {
        return fmt::format("correlation was {}, and is {}", correlation.value(),
                           decoded.correlation->value());
    }
    const Message after(std::move(*decoded.body));
    if (after.digest() == message.digest()) return "";
    const auto where = difference(message.body(), after.body());
    if (!where) return "its digest differs, and no field";
    return fmt::format("{} was {}, and is {}", where->field, where->before, where->after);
}

}  // namespace

void WireCheck::check(const Message& message, CorrelationId correlation, EventId event) {
    const std::string frame = encode(message.body(), correlation);
    const std::string wrong = fault(message, correlation, frame);
    if (!wrong.empty()) {
        throw std::runtime_error(
            fmt::format("--wire: {}, event {}: {}", name_of(message.body()), event.value(), wrong));
    }
    ++totals_.messages;
    totals_.bytes += frame.size();
    seen_.set(message.body().index());
}

void WireCheck::after_step(const World& world) {
    const EventRecord& event = world.last();
    if (event.kind != EventKind::received || !event.message) return;
    check(*event.message, event.correlation, event.id);
}

void WireCheck::at_end(const World& world) {
    for (const Flight& flight : world.flights()) {
        if (flight.message != nullptr) check(*flight.message, flight.correlation, flight.sent_by);
    }
}

WireTotals WireCheck::totals() const {
    WireTotals totals = totals_;
    totals.kinds = seen_.count();
    return totals;
}

}  // namespace kscope::sim
