// kscope shell as a command: where commands come from, and what mistakes come to.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/cli/command_line.h"
#include "tests/support/catch.h"

namespace kscope::sim {

namespace {

struct ShellAnswer {
    int code = 0;
    std::string out;
    std::string err;
};

ShellAnswer shell(std::vector<std::string> arguments, const std::string& in = "",
                  bool interactive = false) {
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream input(in);
    Terminal terminal{out, err};
    terminal.in = &input;
    terminal.interactive = interactive;
    arguments.insert(arguments.begin(), "shell");
    const int code = run_command_line(arguments, terminal);
    return {code, out.str(), err.str()};
}

const std::string create =
    "kafka-topics --create --topic t --partitions 1 --replication-factor 3 "
    "--bootstrap-server localhost:9092";

}  // namespace

TEST_CASE("commands come from -c, from a script, or from a prompt") {
    const std::string commands = create + "\nkafka-topics --list --zookeeper localhost:2181\n";
    const ShellAnswer typed = shell({"-c", commands});
    CHECK(typed.code == 0);
    CHECK(typed.out == "Created topic t.\nt\n");
    CHECK(shell({}, commands).out == typed.out);
    const ShellAnswer prompt = shell({}, commands, true);
    CHECK(prompt.code == 0);
    CHECK(prompt.out.find("$ Created topic t.\n$ t\n$ ") != std::string::npos);
    CHECK(shell({}, "exit\n" + commands).out == "");
}

TEST_CASE("what is too large to be held is refused") {
    const std::string server = " --bootstrap-server localhost:9092";
    const ShellAnswer file = shell({"-c", "cat /dev/zero"});
    CHECK(file.code == 2);
    CHECK(file.err ==
          "/dev/zero: more than 64 MiB, which no tool here takes; name a smaller file\n");
    const ShellAnswer script = shell({}, std::string(std::size_t{65} << 20, ' '));
    CHECK(script.code == 2);
    CHECK(script.err == "shell: more than 64 MiB of commands; feed it less at once\n");
    std::string words;
    for (int i = 0; i < 1'000'001; ++i) words += "a ";
    const ShellAnswer many_words = shell({}, words);
    CHECK(many_words.code == 2);
    CHECK(many_words.err ==
          "shell:1:2000001: more words than a session takes; feed it less at once\n");
    const ShellAnswer bytes = shell({}, std::string(1000, '\0') + "\x1b[2J");
    CHECK(bytes.code == 2);
    CHECK(bytes.err == "shell:1:1: `" + std::string(60, '?') +
                           "...`: command not found; help lists the commands\n");
    for (const char* many : {"2147483647", "100001"}) {
        const ShellAnswer topic = shell(
            {"-c", "kafka-topics --create --topic a --partitions " + std::string(many) + server});
        CHECK(topic.code == 2);
        CHECK(topic.err.find("partitions are more than fit here; write a number up to 100000") !=
              std::string::npos);
        const ShellAnswer more = shell(
            {"-c", create + "\nkafka-topics --alter --topic t --partitions " + many + server});
        CHECK(more.code == 2);
        CHECK(more.err.find("partitions are more than fit here") != std::string::npos);
    }
}

TEST_CASE("a scenario with KRaft is a session too, and its tools know no ZooKeeper") {
    const std::string file = "scenarios/planes/failover-kraft.yaml";
    const ShellAnswer kraft = shell(
        {file, "-c", "advance 3s\nstatus\nkafka-topics --list --bootstrap-server localhost:9092"});
    CHECK(kraft.code == 0);
    CHECK(kraft.out.find("controller 3000  localhost:19093 up, ") != std::string::npos);
    CHECK(kraft.out.ends_with("\nclick\n"));
    const ShellAnswer zookeeper =
        shell({file, "-c", "kafka-topics --list --zookeeper localhost:2181"});
    CHECK(zookeeper.code == 2);
    CHECK(zookeeper.err.starts_with("shell:1:21: zookeeper is not a recognized option; "));
    CHECK(std::count(zookeeper.err.begin(), zookeeper.err.end(), '\n') == 1);
}

TEST_CASE("the first mistake ends a script, and not a prompt") {
    const std::string commands = create + "\nkafka-topics --lisst\nstatus\n";
    const ShellAnswer script = shell({"-c", commands});
    CHECK(script.code == 2);
    CHECK(script.out == "Created topic t.\n");
    CHECK(script.err == "shell:2:14: lisst is not a recognized option; did you mean `--list`?\n");
    const ShellAnswer prompt = shell({}, commands, true);
    CHECK(prompt.code == 0);
    CHECK(prompt.err == script.err);
    CHECK(prompt.out.find("Kafka 3.9") != std::string::npos);
}

TEST_CASE("what Kafka's tools log as errors is no result") {
    const ShellAnswer answer =
        shell({"-c",
               "kafka-topics --create --topic tiny --partitions 1 --replication-factor 1 "
               "--config max.message.bytes=100 --bootstrap-server localhost:9092\n"
               "kafka-console-producer --topic tiny --sync --property parse.key=true "
               "--property key.separator=: --bootstrap-server localhost:9092 --lines 'k:" +
                   std::string(80, 'x') +
                   "\nk:small'\n"
                   "kafka-get-offsets --topic tiny --bootstrap-server localhost:9092"});
    CHECK(answer.code == 0);
    CHECK(answer.out == "Created topic tiny.\ntiny:0:1\n");
    CHECK(answer.err ==
          "ERROR Error when sending message to topic tiny with key: 1 bytes, value: 80 bytes with "
          "error: (org.apache.kafka.clients.producer.internals.ErrorLoggingCallback)\n"
          "org.apache.kafka.common.errors.RecordTooLargeException: The request included a message "
          "larger than the max message size the server will accept.\n");
}

TEST_CASE("every mistake is one line with its place, and exit code 2") {
    for (const char* commands : {"kafka-topics", "nothing", "kafka-topics --list | more",
                                 "cat <<END\n", "kafka-topics --create --topic 'a",
                                 "kafka-topics --create --topic a/b "
                                 "--bootstrap-server localhost:9092",
                                 "kafka-server-start no.properties",
                                 "kafka-console-producer --topic t "
                                 "--bootstrap-server localhost:9092 < no.txt",
                                 "disks tests"}) {
        INFO(commands);
        const ShellAnswer answer = shell({"-c", commands});
        CHECK(answer.code == 2);
        CHECK(std::count(answer.err.begin(), answer.err.end(), '\n') == 1);
    }
    CHECK(shell({"-c", "disks tests"}).err ==
          "shell:1:7: tests: the directory is not empty; name one that is empty, or not there "
          "yet\n");
    CHECK(shell({"no/such.yaml"}).code == 2);
    CHECK(shell({"--set", "cluster.brokers=x"}).code == 2);
}

TEST_CASE("a session can have a scenario's cluster, at its time zero") {
    const ShellAnswer answer =
        shell({"scenarios/lessons/01-click-tracking.yaml", "-c", "status\nadvance 5s\nstatus"});
    CHECK(answer.code == 0);
    CHECK(answer.out.starts_with("virtual time 0.000 s"));
    CHECK(answer.out.find("virtual time 5.000 s") != std::string::npos);
    CHECK(answer.out.find("b1    broker 1   localhost:9092  up") != std::string::npos);
}

TEST_CASE("the simulated disks can be written as real ones") {
    const std::string directory = std::filesystem::temp_directory_path() / "kscope-shell-disks";
    std::filesystem::remove_all(directory);
    const ShellAnswer answer = shell({"-c", create +
                                                "\nkafka-console-producer --topic t --lines hello "
                                                "--bootstrap-server localhost:9092\ndisks " +
                                                directory});
    CHECK(answer.err == "");
    std::ifstream file(directory + "/broker-1/t-0/00000000000000000000.log", std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    CHECK(bytes.find("hello") != std::string::npos);
    std::filesystem::remove_all(directory);
}

}  // namespace kscope::sim
