#include "sim/scenario/access_log.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

using Format = AccessLogSource::Format;

AccessLine one(const std::string& text, Format format = Format::either) {
    static std::string kept;
    kept = text;
    return read_access_log(kept, "a.log", format).at(0);
}

std::string refusal(const std::string& text, Format format = Format::either) {
    try {
        read_access_log(text, "a.log", format);
    } catch (const BadInput& error) {
        return error.what();
    }
    return "";
}

const std::string head = "1.2.3.4 - - [17/May/2024:10:05:03 +0000] ";

const std::vector<NewTopic> topics{
    {"click", 3, 1, {}, {}}, {"upload", 1, 1, {}, {}}, {"get", 1, 1, {}, {}}};

}  // namespace

TEST_CASE("a line of common log format") {
    const AccessLine line = one(head + "\"GET /a?b=c HTTP/1.1\" 200 512\r\n", Format::common);
    CHECK(line.client == "1.2.3.4");
    CHECK(line.user == "-");
    CHECK(line.method == "GET");
    CHECK(line.path == "/a?b=c");
    CHECK(line.status == "200");
    CHECK(line.seconds == 1'715'940'303);
    CHECK(line.line.ends_with("512"));
}

TEST_CASE("what real servers write") {
    CHECK(one("2001:db8::1 - frank smith [17/May/2024:12:05:03 +0200] \"GET / HTTP/1.0\" 304 -\n")
              .seconds == 1'715'940'303);
    CHECK(one("host.example - frank smith [17/May/2024:06:35:03 -0330] \"GET / HTTP/1.0\" 304 -")
              .user == "frank smith");
    CHECK(one(head + R"("GET /\"x\" HTTP/1.1" 200 1 "-" "a \"b\"")", Format::combined).path ==
          R"(/\"x\")");
    const AccessLine junk = one(head + R"("\x16\x03\x01" 400 0 "-" "-")");
    CHECK(junk.method == "-");
    CHECK(junk.path == R"(\x16\x03\x01)");
    CHECK(one(head + "\"GET /a b HTTP/1.1\" 200 1").path == "/a b");
    CHECK(one(head + "\"-\" 408 -").method == "-");
    CHECK(one("1.1.1.1 - - [29/Feb/2024:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1").seconds ==
          1'709'164'800);
}

TEST_CASE("a malformed line is refused with its own number") {
    const std::string good = head + "\"GET / HTTP/1.1\" 200 1\n";
    CHECK(refusal(good + "\n" + "garbage\n").starts_with("a.log:3:1: the client is missing; "));
    CHECK(refusal("1.1.1.1 - - [31/Feb/2024:00:00:00 +0000] \"GET / HTTP/1.1\" 200 1") ==
          "a.log:1:13: there is no such time; write it as [17/May/2024:10:05:03 +0000]");
    CHECK(refusal(head + "\"GET / HTTP/1.1 200 1").find("not closed") != std::string::npos);
    CHECK(refusal(head + "\"GET / HTTP/1.1\" 2000 1").find("no HTTP status") != std::string::npos);
    CHECK(refusal(head + "\"GET / HTTP/1.1\" 200").find("size is missing") != std::string::npos);
    CHECK(refusal(good, Format::combined).find("referer") != std::string::npos);
    CHECK(refusal(head + "\"GET /\" 200 1 \"-\" \"-\"", Format::common).find("combined") !=
          std::string::npos);
}

TEST_CASE("lines are sorted by their own time and paced") {
    const std::string text =
        "c - - [17/May/2024:10:05:10 +0000] \"GET /3 HTTP/1.1\" 200 1\n"
        "a - - [17/May/2024:10:05:00 +0000] \"GET /1 HTTP/1.1\" 200 1\n"
        "b - - [17/May/2024:10:05:00 +0000] \"POST /2 HTTP/1.1\" 200 1\n";
    AccessLogSource source;
    source.path = "a.log";
    source.topic.name = "click";
    source.speed_thousandths = 2'500;
    AccessRecords planned = plan_access_text(source, text, topics);
    REQUIRE(planned.records.size() == 3);
    CHECK(planned.first_second == 1'715'940'300);
    CHECK(planned.records[0].record.key->view() == "a");
    CHECK(planned.records[1].record.key->view() == "b");
    CHECK(planned.records[2].at == Duration::seconds(4));
    CHECK(planned.records[2].record.timestamp->millis() == 1'715'940'310'000);

    source.lasts = Duration::seconds(90);
    source.whole_line = false;
    planned = plan_access_text(source, text, topics);
    CHECK(planned.records[2].at == Duration::seconds(90));
    CHECK(planned.records[2].record.value->view() == "GET /3 HTTP/1.1");
    source.limit = 2;
    CHECK(plan_access_text(source, text, topics).records.size() == 2);
}

TEST_CASE("the longest log at the slowest speed has no time that is none") {
    const std::string text =
        "a - - [01/Jan/1970:00:00:00 +0000] \"GET /1 HTTP/1.1\" 200 1\n"
        "a - - [31/Dec/2199:00:00:00 +0000] \"GET /2 HTTP/1.1\" 200 1\n"
        "a - - [01/Jan/2085:00:00:00 +0000] \"GET /2 HTTP/1.1\" 200 1\n";
    AccessLogSource source;
    source.path = "a.log";
    source.place = {"t.yaml", 3, 5};
    source.topic.name = "click";
    for (const std::int64_t speed : {1, 1'000}) {
        source.speed_thousandths = speed;
        try {
            plan_access_text(source, text, topics);
            FAIL("it was planned");
        } catch (const BadInput& error) {
            CHECK(std::string(error.what()) ==
                  "t.yaml:3:5: the lines of a.log would take longer than 3650d; raise `speed`, or "
                  "write for example `lasts: 90s`");
        }
    }
    source.lasts = Duration::seconds(std::int64_t{3'650} * 86'400);
    const AccessRecords planned = plan_access_text(source, text, topics);
    CHECK(planned.records[1].at > Duration::seconds(0));
    CHECK(planned.records[1].at < planned.records[2].at);
    CHECK(planned.records[2].at == *source.lasts);
}

TEST_CASE("a log is a regular file, and fits in memory") {
    namespace fs = std::filesystem;
    const fs::path folder = fs::temp_directory_path() / "kscope-access-log-test";
    fs::remove_all(folder);
    fs::create_directories(folder);
    const auto said = [](const fs::path& path) {
        AccessLogSource source;
        source.path = path.string();
        source.place = {"t.yaml", 3, 5};
        source.topic.name = "click";
        try {
            plan_access_log(source, topics);
        } catch (const BadInput& error) {
            std::string text = error.what();
            const std::size_t name = text.find("`" + source.path + "`");
            return name == text.npos ? text : text.replace(name, source.path.size() + 2, "F");
        }
        return std::string();
    };
    const std::string odd =
        "t.yaml:3:5: F is no regular file; name a file, not a directory, a pipe or a device";
    CHECK(said("/dev/zero") == odd);
    CHECK(said(folder) == odd);
    const fs::path pipe = folder / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    CHECK(said(pipe) == odd);
    CHECK(said(folder / "none") ==
          "t.yaml:3:5: F cannot be opened: No such file or directory; name an access log; relative "
          "to the scenario file, or to the current directory with --set");
    const fs::path large = folder / "large.log";
    std::ofstream(large) << head << "\"GET / HTTP/1.1\" 200 1\n";
    CHECK(said(large) == "");
    fs::resize_file(large, access_log_bytes_max + 1);
    CHECK(said(large).starts_with("t.yaml:3:5: F is larger than 128 MiB; name a part of it"));
    fs::remove_all(folder);
}

TEST_CASE("topic, key and partition come from fields or rules, the first rule that matches wins") {
    const std::string text = head + "\"GET /images/a HTTP/1.1\" 200 1\n" + head +
                             "\"POST /x HTTP/1.1\" 200 1\n" + head + "\"GET /x HTTP/1.1\" 404 1\n" +
                             "9.9.9.9 - - [17/May/2024:10:05:03 +0000] \"GET /y HTTP/1.1\" 200 1\n";
    AccessLogSource source;
    source.path = "a.log";
    source.topic.name = "click";
    source.partition.kind = PartitionChoice::Kind::by_field;
    source.partition.field = LogField::client;
    AccessRule images;
    images.path_contains = {"/images/"};
    images.method = {"GET", "PUT"};
    images.topic = TopicChoice{"", LogField::method};
    images.key = LogField::none;
    AccessRule posts;
    posts.method = {"POST"};
    posts.topic = TopicChoice{"upload", LogField::none};
    posts.partition = PartitionChoice{PartitionChoice::Kind::fixed, PartitionIndex(0)};
    source.rules = {images, posts};
    const auto records = plan_access_text(source, text, topics).records;
    CHECK(records[0].record.topic == "get");
    CHECK(!records[0].record.key);
    CHECK(records[1].record.topic == "upload");
    CHECK(records[2].record.topic == "click");
    CHECK(records[2].record.partition == PartitionIndex(0));
    CHECK(records[3].record.partition == PartitionIndex(1));
}

TEST_CASE("a log of 10,000 lines, one of them cut off") {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += head + "\"GET / HTTP/1.1\" 200 1 \"-\" \"-\"\n";
    CHECK(read_access_log(text, "a.log", Format::combined).size() == 10'000);
    text.resize(text.size() - 3);
    CHECK(refusal(text, Format::combined).starts_with("a.log:10000:"));
}

}  // namespace kscope::sim
