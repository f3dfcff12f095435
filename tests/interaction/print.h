// How a story's output writes things: times, brokers, offsets, messages. The words of events are
// sim/story's own.
#pragma once

#include <string>
#include <vector>

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/protocol/message.h"

namespace kscope::interaction {

// " 18012 ms  Broker 2 leads ...": whole milliseconds since the start; broken into lines of at most
// 100 columns.
void add_timed(std::vector<std::string>& out, Instant time, const std::string& text);
// "1 2 3"; "none"
std::string broker_list(const std::vector<BrokerId>& brokers);
// "-" for none.
std::string number(Offset offset);
// "offset 3", "offsets 3..5"
std::string offset_range(Offset first, Offset last);
// The text, and blanks up to the width.
std::string padded(std::string text, std::size_t width);

// What a message says, without the fields that a story has no use for: "Produce acks=-1 click-0
// 2 records". print_message.cpp
std::string message_text(const MessageBody& body);
// It names partitions of __consumer_offsets and no others.
bool about_internal_topics(const MessageBody& body);
// Kafka's messages that carry records, change something or err, and fetches that ask for something
// else than before (KIP-227); not ZooKeeper's, nor metadata as brokers and clients pass it on.
bool has_news(const MessageBody& body);

}  // namespace kscope::interaction
