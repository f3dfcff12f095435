// Session: a console session with a simulated cluster: what is typed goes in command by command,
// what the tools print comes out. It has the cluster, the consumers that still run, and the files
// that the session wrote. It touches nothing outside itself but through Outside.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/scenario.h"
#include "sim/shell/cluster.h"
#include "sim/shell/command_text.h"
#include "sim/shell/console_consumer.h"
#include "sim/shell/formatted_storage.h"

namespace kscope::sim {

// What a session needs of the machine that it runs on.
class Outside {
public:
    virtual ~Outside() = default;
    // None: it is not there, or cannot be read.
    [[nodiscard]] virtual std::optional<std::string> read_file(const std::string& path) const = 0;
    // `kscope run --disks`. Throws BadInput.
    virtual void write_disks(const World& world, const std::string& directory) const = 0;
};

// A part of what a session printed.
struct Printed {
    std::string text;
    bool is_complaint = false;  // what Kafka's tool writes to its standard error
};

class Session {
public:
    enum class Origin : std::uint8_t {
        file,  // the session begins at the scenario's time zero
        // A small cluster that is already up, unless the first thing typed is the start of a
        // server: then there is nothing but what the session starts.
        own,
    };
    Session(Scenario scenario, Origin origin, const Outside& outside);
    // Three brokers, and a ZooKeeper server or three controllers. Throws BadInput for what is wrong
    // in the overrides.
    static Scenario own_scenario(const std::vector<std::string>& overrides);

    // What the command printed. Throws BadInput with the place of a mistake; what was printed
    // before it is kept for take_output().
    void run(const CommandText& command);
    // What was printed since the last time, complaints too, as a terminal shows it.
    std::string take_output();
    // The same, in parts.
    std::vector<Printed> take_parts();
    [[nodiscard]] bool ended() const { return ended_; }
    // A law that the cluster broke, as a sentence with its place; empty: none.
    [[nodiscard]] std::string broken_law() const;

    // ---- for tools
    // Starts the cluster, if nothing runs yet.
    Cluster& cluster();
    // The same, but empty if nothing runs yet: for the start of a server.
    Cluster& cluster_to_start_in();
    std::string& out() { return out_; }
    void complain(const std::string& text);
    [[nodiscard]] const std::string& version() const { return scenario_.version; }
    [[nodiscard]] std::uint64_t seed() const { return scenario_.seed; }
    // The cluster has KRaft, whether it runs already or not.
    [[nodiscard]] bool has_kraft() const { return !scenario_.controllers.empty(); }
    FormattedStorage& storage() { return storage_; }
    const Outside& outside() const { return outside_; }
    std::vector<ConsoleConsumer>& consumers() { return consumers_; }
    [[nodiscard]] bool has_cluster() const { return cluster_ != nullptr; }
    // A path of the simulated machine, as seen from where `cd` went.
    [[nodiscard]] std::string absolute(const std::string& path) const;
    void change_directory(std::string directory) { directory_ = std::move(directory); }
    void end() { ended_ = true; }
    // A file that the session wrote, or one of the machine, or one that Kafka ships; throws
    // BadInput if there is none.
    [[nodiscard]] std::string read_file(const Word& path) const;
    void write_file(const std::string& path, std::string content);
    // What the command is fed: its here-document, its file, or nothing.
    [[nodiscard]] std::optional<std::string> input_of(const CommandText& command) const;

private:
    void begin(Cluster::Start start);

    Scenario scenario_;
    const Outside& outside_;
    std::unique_ptr<Cluster> cluster_;  // null: nothing runs yet
    std::vector<ConsoleConsumer> consumers_;
    std::vector<std::pair<std::string, std::string>> files_;  // written here
    FormattedStorage storage_;
    std::string directory_ = "/";
    std::string out_;
    std::vector<std::pair<std::size_t, std::size_t>> complaints_;  // where they begin and end in it
    bool ended_ = false;
};

// What a tool gets.
struct ToolRun {
    const CommandText& command;
    Session& session;

    [[nodiscard]] Cluster& cluster() const { return session.cluster(); }
    [[nodiscard]] const Place& place() const { return command.place(); }
    void print(const std::string& line) const { session.out() += line + "\n"; }
    void complain(const std::string& line) const { session.complain(line + "\n"); }
};

}  // namespace kscope::sim
