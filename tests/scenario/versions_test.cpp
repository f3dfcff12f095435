// The cluster as of each version. Without faults all of them work. With kills, power losses, pauses
// and cuts at random, search finds what was wrong with each of the first three truncation rules (to
// the high watermark, KIP-101, KIP-279), and nothing with the fourth (KIP-320), as the TLA+ models
// say. KSCOPE_VERSION=2.5 looks at one version alone, at KSCOPE_SEEDS=100000 seeds from
// KSCOPE_FIRST_SEED=17 on, and tells how many broke which law; KSCOPE_STORY=1 tells what happened.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>

#include "core/config/kafka_version.h"
#include "core/config/known_defects.h"
#include "sim/outcome/end_watch.h"
#include "sim/outcome/verdict.h"
#include "sim/story/narrator.h"
#include "tests/support/catch.h"
#include "tests/support/seeds.h"
#include "tests/support/small_cluster.h"

namespace kscope::sim {

namespace {

constexpr Instant played_until = Instant::at(Duration::millis(5500));

const char* const tiny_cluster = R"(scenario: Tiny cluster
cluster:
  zookeeper: {config: {tickTime: 100}}
  disk-writeback: 400ms
  config:
    zookeeper.session.timeout.ms: 600
    zookeeper.connection.timeout.ms: 600000
    replica.lag.time.max.ms: 1000
    replica.fetch.wait.max.ms: 50
    replica.fetch.backoff.ms: 50
    replica.socket.timeout.ms: 1000
    controller.socket.timeout.ms: 1000
    replica.high.watermark.checkpoint.interval.ms: 300
    unclean.leader.election.enable: false
    auto.leader.rebalance.enable: true
    leader.imbalance.check.interval.seconds: 1
links:
  default: {latency: {uniform: [1ms, 4ms]}}
topics:
  click: {partitions: 1, replication-factor: 3}
producers:
  web:
    config: {acks: all, retries: 1000, retry.backoff.ms: 50, metadata.max.age.ms: 2000}
    starts: 500ms
    source: {generator: {topic: click, every: 10ms, jitter: true, count: 300}}
)";

// A third of the worlds has two brokers. Half elect uncleanly, as 0.10.2 did by default. A third
// has clean elections and nothing but cuts and pauses, which leave brokers behind that missed an
// election.
std::shared_ptr<const WorldSpec> world_as_of(const std::string& version, std::uint64_t seed) {
    Overrides overrides{"cluster.version=\"" + version + "\""};
    FaultProfile profile;
    profile.episodes = 6;
    profile.starts_at = Instant::at(Duration::millis(800));
    profile.heal_at = Instant::at(Duration::seconds(4));
    profile.shortest = Duration::millis(2);
    profile.longest = Duration::millis(1500);
    const bool behind = seed % 3 == 2;
    if (seed % 3 == 0) {
        overrides.push_back("cluster.brokers=2");
        overrides.push_back("topics.click.replication-factor=2");
    }
    if (seed % 2 == 0) {
        if (!behind) overrides.push_back("cluster.config.unclean.leader.election.enable=true");
        overrides.push_back("producers.web.config.acks=1");
    }
    if (behind) {
        profile.kill = profile.power_loss = profile.slow_link = 0;
        profile.episodes = 8;
        profile.shortest = Duration::millis(200);
    } else {
        profile = swarm(profile, seed);
    }
    WorldSpec spec = compile(parse_scenario(tiny_cluster, "tiny-cluster.yaml", overrides));
    spec.timeline = random_faults(test::targets_of(spec), profile, seed);
    return std::make_shared<const WorldSpec>(std::move(spec));
}

// Plays to the end or to the broken law, and tells all of it.
void tell(test::Trial& trial) {
    trial.world.listen(NoteFilter::all());
    const Narrator narrator(trial.world.spec());
    bool on = true;
    while (on) {
        on = trial.step(played_until);
        for (const StoryLine& line : narrator.tell(trial.world)) {
            std::cerr << to_text(line) << "\n";
        }
    }
}

// The law that a seed breaks; empty: none.
std::string broken_by(const std::string& version, std::uint64_t seed, std::string& sentence) {
    test::Trial trial(world_as_of(version, seed), seed);
    if (std::getenv("KSCOPE_STORY") != nullptr) tell(trial);
    trial.play(played_until);
    const auto& violation = trial.checker.violation();
    if (!violation) return "";
    sentence = trial.broken();
    return text_of(violation->law).name;
}

// A lesson, played to its end or to the broken law, with what it expects.
struct Played {
    std::string broken;
    std::string missed;     // expectations that do not hold, and entries that never came true
    std::int64_t lost = 0;  // acknowledged records
};

Played play_as_of(const std::string& file, const std::string& version) {
    const Scenario scenario = load_scenario(file, {"cluster.version=\"" + version + "\""});
    test::Trial trial(std::make_shared<const WorldSpec>(compile(scenario)), scenario.seed);
    run_world(trial.world, scenario, [&trial](const World& world) {
        trial.checker.after_step(world);
        return !trial.checker.violation();
    });
    Played played{trial.broken(), ""};
    for (const LostRecords& lost : trial.checker.lost()) played.lost += lost.to - lost.from;
    const Outcome outcome = measure(trial.world, trial.checker);
    for (const Verdict& v : judge(scenario.expectations, outcome, !trial.checker.violation())) {
        if (!v.held) played.missed += v.text + ": " + v.measured + "; ";
    }
    if (!trial.checker.violation()) {
        for (const std::size_t entry : trial.world.timeline().unfired()) {
            played.missed += "entry " + std::to_string(entry) + " never came true; ";
        }
    }
    return played;
}

struct Search {
    std::map<std::string, int> broken;  // by law
    std::string told;                   // "seed 17: LogMatching at event ...", of the first ten
};

enum class Stop : std::uint8_t { at_first, never };

Search search(const std::string& version, std::uint64_t first, std::uint64_t seeds, Stop stop) {
    Search found;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        if (stop == Stop::at_first && !found.broken.empty()) break;
        std::string sentence;
        const std::string law = broken_by(version, seed, sentence);
        if (law.empty()) continue;
        ++found.broken[law];
        if (std::count(found.told.begin(), found.told.end(), '\n') >= 10) continue;
        found.told += "\nseed " + std::to_string(seed) + ": " + sentence;
    }
    return found;
}

// Without the keys that the version does not have.
std::string tiny_cluster_of(const std::string& version) {
    std::istringstream lines(tiny_cluster);
    std::string text;
    for (std::string line; std::getline(lines, line);) {
        const bool of_zookeeper = line.find("zookeeper") != std::string::npos;
        const bool of_backoff = line.find("replica.fetch.backoff.ms") != std::string::npos;
        if (of_zookeeper && !can_run_zookeeper(version)) continue;
        if (of_backoff && is_before(version, "0.9")) continue;
        text += line + "\n";
    }
    return text;
}

}  // namespace

TEST_CASE("as of each version a cluster without faults works") {
    for (const std::string& version : supported_versions()) {
        INFO(version);
        const std::string text =
            tiny_cluster_of(version) +
            "groups:\n  readers: {topics: [click], config: {auto.commit.interval.ms: 500}}\n";
        const Overrides overrides{"cluster.version=\"" + version + "\""};
        WorldSpec spec = compile(parse_scenario(text, "tiny-cluster.yaml", overrides));
        test::Trial trial(std::make_shared<const WorldSpec>(std::move(spec)), 1);
        trial.play(Instant::at(Duration::seconds(30)));
        CHECK(trial.broken() == "");
        const Outcome outcome = measure(trial.world, trial.checker);
        REQUIRE(outcome.producers.size() == 1);
        CHECK(outcome.producers[0].acked == 300);
        CHECK(test::ailments(trial) == "");
    }
}

TEST_CASE("each lesson breaks its law as of the version that had the defect, and later none") {
    struct Lesson {
        const char* file;
        const char* had;
        const char* mended;
        const char* breach;
    };
    for (const Lesson& lesson :
         {Lesson{"07-truncation-to-high-watermark", "0.10.2", "0.11", "LeaderCompleteness"},
          Lesson{"08-two-histories", "0.10.2", "0.11", "LogMatching"},
          Lesson{"09-quick-elections", "1.1", "2.0", "LogMatching"}}) {
        const std::string file = std::string("scenarios/lessons/") + lesson.file + ".yaml";
        INFO(file);
        const Played had = play_as_of(file, lesson.had);
        CHECK(had.broken.find(lesson.breach) == 0);
        CHECK(had.broken.find("mended in " + std::string(lesson.mended)) != std::string::npos);
        CHECK(had.missed == "");
        const Played mended = play_as_of(file, lesson.mended);
        CHECK(mended.broken == "");
        CHECK(mended.missed == "");
    }
}

// No law: acks=1 promises nothing. But as of 2.0 a broker believed a controller that was over.
TEST_CASE("a zombie controller costs records as of 2.0, and none as of 2.5") {
    const std::string file = "scenarios/lessons/11-zombie-controller.yaml";
    const Played had = play_as_of(file, "2.0");
    CHECK(had.broken == "");
    CHECK(had.missed == "");
    CHECK(had.lost == 50);
    const Played mended = play_as_of(file, "2.5");
    CHECK(mended.broken == "");
    CHECK(mended.missed == "");
    CHECK(mended.lost == 0);
}

// Lost under a licence, and counted all the same: broker 1 had been told to be safe with acks=all.
TEST_CASE("what the last replica of an ISR loses in a power loss is counted") {
    const Played played = play_as_of("scenarios/lessons/12-last-replica-standing.yaml", "3.9");
    CHECK(played.broken == "");
    CHECK(played.missed == "");
    CHECK(played.lost == 42);
}

TEST_CASE("an eligible leader replica leads, and nothing is lost") {
    const std::string file = "scenarios/planes/last-replica-standing.yaml";
    const Played played = play_as_of(file, "4.1");
    CHECK(played.broken == "");
    CHECK(played.missed == "");
    CHECK(played.lost == 0);
    // 4.0 has KRaft, but no such list.
    CHECK(play_as_of(file, "4.0").lost > 0);
}

TEST_CASE("search finds what was wrong with the first three truncation rules, and then nothing") {
    struct Rule {
        const char* version;
        const char* defect;   // what search finds; null: nothing
        std::uint64_t first;  // near a seed that is known to find it
        std::uint64_t seeds;  // enough for that, or of those that must find nothing
    };
    const char* only = std::getenv("KSCOPE_VERSION");
    for (const Rule& rule : {Rule{"0.10.2", "KIP-101", 1, 300}, Rule{"1.1", "KIP-279", 1, 1'000},
                             Rule{"2.0", "KIP-320", 4300, 100}, Rule{"2.5", nullptr, 1, 300},
                             Rule{"2.8", nullptr, 1, 100}, Rule{"3.9", nullptr, 1, 300}}) {
        if (only != nullptr && std::string(only) != rule.version) continue;
        // A defect that is to be found needs its seeds, however many the environment asks for.
        const bool to_be_found = only == nullptr && rule.defect != nullptr;
        const std::uint64_t seeds =
            to_be_found ? rule.seeds
                        : kscope::test::number_from_environment("KSCOPE_SEEDS", rule.seeds);
        const Search found = search(
            rule.version, kscope::test::number_from_environment("KSCOPE_FIRST_SEED", rule.first),
            seeds, only != nullptr ? Stop::never : Stop::at_first);
        std::string told = std::string(rule.version) + ", " + std::to_string(seeds) + " seeds:";
        for (const auto& [law, count] : found.broken) {
            told += " " + law + " " + std::to_string(count);
        }
        INFO(told << "; " << found.told);
        if (only != nullptr) WARN(told << "; " << found.told);
        CHECK(found.broken.empty() == (rule.defect == nullptr));
        if (rule.defect == nullptr) continue;
        CHECK(has_defect(kscope::features_of(rule.version), *find_defect(rule.defect)));
        CHECK(found.told.find(rule.defect) != std::string::npos);
    }
}

// Broker 2 writes an ISR with broker 1 in it, and does not hear whether it was written. It counts
// on the one before and commits without broker 1, which the controller elects (Partition.updateIsr,
// 2.5).
TEST_CASE("as of 2.5 a leader may not know its own ISR, and as of 3.9 the controller tells it") {
    std::string sentence;
    CHECK(broken_by("2.5", 4934, sentence) == "LeaderCompleteness");
    CHECK(sentence.find("known for it, KIP-497") != std::string::npos);
    CHECK(broken_by("3.9", 4934, sentence) == "");
}

// What Kafka does, and no breach: each of these seeds would break a law as of these versions if the
// checker (sim/check) did not license it. A seed is found again with the licence's branch taken out
// there: search, with KSCOPE_VERSION and KSCOPE_SEEDS=100000 or more, tells which seeds break one.
struct Licence {
    const char* what;
    const char* versions;
    std::uint64_t seed;
};
constexpr Licence licences[] = {
    {"an unclean election", "2.5, 3.9", 144},
    {"an unclean election whose controller dies before it tells", "2.5, 3.9", 29286},
    {"a member of the ISR is elected that had lost its power", "2.5, 3.9", 459},
    {"a member of the ISR lacks what it lost with its power", "2.5, 3.9", 78},
    {"it has what is committed, but not yet all that its leader counts on", "2.5, 3.9", 23740},
    {"a leader that lost its power leads on in its epoch: a fork", "2.5, 3.9", 240},
    {"the leader after a fork lacks what was committed in it", "2.5, 3.9", 10371},
    {"a member of the ISR has truncated to the fork", "2.5", 63748},
    {"a deposed leader goes on committing with an ISR of its own", "2.5, 3.9", 27400},
    {"a deposed leader counts on what the next one lost with its power", "2.5", 23664},
    {"a deposed leader counts on what the next one lost with its power", "3.9", 54705},
    {"a deposed leader commits while the next one is down", "2.5", 59554},
    {"a deposed leader commits other records below the committed end", "2.5, 3.9", 24564},
    {"the committed end lies inside a batch of the next leader", "2.5, 3.9", 2754},
    {"what a deposed leader commits ends inside a batch of the next leader", "3.9", 166330},
    {"a replica that has not heard of a loss has not truncated yet", "2.5, 3.9", 7870},
    {"who has not heard of a loss commits what is lost", "3.9", 236668},
    {"records of an earlier epoch are committed where others were lost", "2.5, 3.9", 1066},
    {"a producer hears of an acknowledgement after its records were lost", "2.5, 3.9", 12031},
    {"an old leader comes late, when another leads", "2.5, 3.9", 1816},
    {"a high watermark lies inside a batch of its own log", "2.5, 3.9", 718},
    {"a high watermark lies inside a batch of the log to compare with", "2.5, 3.9", 23595},
    {"a paused broker hears late that it had been elected controller", "2.5, 3.9", 6913},
    {"a leader has written its ISR, and the controller has not read it", "2.5", 1},
};

TEST_CASE("what Kafka does not promise breaks no law") {
    for (const Licence& licence : licences) {
        for (const char* version : {"2.5", "3.9"}) {
            std::string sentence;
            const std::string law = broken_by(version, licence.seed, sentence);
            INFO(licence.what << " (" << licence.versions << "); " << version << ", seed "
                              << licence.seed << ": " << sentence);
            CHECK(law == "");
        }
    }
}

}  // namespace kscope::sim
