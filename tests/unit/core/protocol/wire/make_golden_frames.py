#!/usr/bin/env python3
"""Writes golden_frames.txt: the messages of samples.h as others write them.

    make_golden_frames.py KAFKA_SCHEMAS [CLIENT_FRAMES...] > golden_frames.txt

KAFKA_SCHEMAS is clients/src/main/resources/common/message of Apache Kafka 3.9,
with VoteRequest.json and VoteResponse.json of 4.1 (version 2).
This reads those definitions and nothing of kscope. The frames of a client
library (client_frames.mjs) and of kazoo, a ZooKeeper client, are added to it.
"""
import json
import re
import struct
import sys
from pathlib import Path

CORRELATION = 7


def uvarint(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes(out) + bytes([n])


def in_range(n, spec):
    if spec in (None, "none"):
        return False
    low, _, high = spec.partition("-")
    if low.endswith("+"):
        return n >= int(low[:-1])
    return int(low) <= n <= int(high or low)


FIXED = {"bool": ">?", "int8": ">b", "int16": ">h", "uint16": ">H", "int32": ">i", "int64": ">q"}


class Schema:
    def __init__(self, folder, name, version):
        text = (folder / (name + ".json")).read_text()
        text = "\n".join(l for l in text.split("\n") if not l.strip().startswith("//"))
        self.definition = json.loads(text)
        assert in_range(version, self.definition["validVersions"]), (name, version)
        self.version = version
        self.flexible = in_range(version, self.definition["flexibleVersions"])
        self.common = {s["name"]: s["fields"] for s in self.definition.get("commonStructs", [])}

    def length(self, n, width):
        if self.flexible:
            return uvarint(n + 1)
        return struct.pack(">h" if width == 2 else ">i", n)

    def default(self, field):
        kind, given = field["type"], field.get("default")
        if given == "null":
            return None
        if kind == "string":
            return given or ""
        if kind.startswith("[]"):
            return []
        if kind == "bool":
            return given == "true"
        if kind == "uuid":
            return bytes(16)
        return int(str(given), 0) if given is not None else 0

    def value(self, kind, fields, value):
        if kind in FIXED:
            return struct.pack(FIXED[kind], value)
        if kind == "uuid":
            return value
        if kind == "string":
            if value is None:
                return self.length(-1, 2)
            return self.length(len(value), 2) + value.encode()
        if kind in ("bytes", "records"):
            return self.length(-1, 4) if value is None else self.length(len(value), 4) + value
        if kind.startswith("[]"):
            if value is None:
                return self.length(-1, 4)
            return self.length(len(value), 4) + b"".join(
                self.value(kind[2:], fields, v) for v in value)
        return self.struct(fields if fields is not None else self.common[kind], value)

    def struct(self, fields, values):
        known = {f["name"] for f in fields}
        assert set(values) <= known, set(values) - known
        out, tagged = b"", []
        for f in fields:
            inner = f.get("fields")
            if not in_range(self.version, f["versions"]):
                assert f["name"] not in values, (f["name"], "is not in this version")
                continue
            if in_range(self.version, f.get("taggedVersions")):
                if f["name"] in values:
                    tagged.append((f["tag"], self.value(f["type"], inner, values[f["name"]])))
                continue
            value = values[f["name"]] if f["name"] in values else self.default(f)
            nullable = in_range(self.version, f.get("nullableVersions"))
            assert value is not None or nullable
            if nullable and f["type"][0].isupper():  # a byte before a struct that may be null
                out += b"\xff" if value is None else b"\1"
                if value is None:
                    continue
            out += self.value(f["type"], inner, value)
        if not self.flexible:
            return out
        out += uvarint(len(tagged))
        for tag, value in sorted(tagged):
            out += uvarint(tag) + uvarint(len(value)) + value
        return out


def frame(folder, name, version, values, client=None):
    s = Schema(folder, name, version)
    header = b""
    if name.endswith("Request"):
        header = struct.pack(">hh", s.definition["apiKey"], version)
    header += struct.pack(">i", CORRELATION)
    if name.endswith("Request"):
        header += struct.pack(">h", -1) if client is None else (
            struct.pack(">h", len(client)) + client.encode())
    if s.flexible:
        header += b"\0"
    content = header + s.struct(s.definition["fields"], values)
    return struct.pack(">i", len(content)) + content


def embedded(folder, name, values):
    s = Schema(folder, name, 3)
    return struct.pack(">h", 3) + s.struct(s.definition["fields"], values)


def topic(partitions, key="Name", inner="Partitions"):
    return [{key: "click", inner: partitions}]


def messages(folder, batch):
    sub = embedded(folder, "ConsumerProtocolSubscription", {"Topics": ["click", "view"]})
    assigned = embedded(folder, "ConsumerProtocolAssignment",
                        {"AssignedPartitions": [{"Topic": "click", "Partitions": [6, 8]}]})
    host = {"Host": "node-2", "Port": 9092}
    state = {"PartitionIndex": 6, "ControllerEpoch": 4, "Leader": 2, "LeaderEpoch": 5,
             "Isr": [2, 3], "Replicas": [1, 2, 3]}
    control = {"ControllerId": 1, "ControllerEpoch": 4, "BrokerEpoch": 25}
    yield "ProduceRequest", 11, {"Acks": -1, "TimeoutMs": 30000, "TopicData": topic(
        [{"Index": 6, "Records": batch}], inner="PartitionData")}
    yield "ProduceResponse", 11, {"Responses": topic([
        {"Index": 6, "BaseOffset": 41, "LogStartOffset": 2},
        {"Index": 8, "ErrorCode": 6, "BaseOffset": -1, "LogStartOffset": -1}],
        inner="PartitionResponses")}
    yield "FetchRequest", 12, {"ReplicaId": -1, "MaxWaitMs": 500, "MinBytes": 1,
        "MaxBytes": 52428800, "SessionId": 9, "SessionEpoch": 3, "Topics": topic([
            {"Partition": 6, "CurrentLeaderEpoch": 5, "FetchOffset": 40, "LastFetchedEpoch": 4,
             "PartitionMaxBytes": 1048576}], "Topic")}
    yield "FetchResponse", 12, {"ErrorCode": 70, "SessionId": 9, "Responses": topic([
        {"PartitionIndex": 6, "HighWatermark": 42, "LastStableOffset": 41, "LogStartOffset": 2,
         "AbortedTransactions": None, "Records": batch},
        {"PartitionIndex": 8, "ErrorCode": 1, "HighWatermark": 7, "LastStableOffset": 7, "LogStartOffset": 0,
         "DivergingEpoch": {"Epoch": 3, "EndOffset": 6}, "AbortedTransactions": None,
         "Records": b""}], "Topic")}
    yield "ListOffsetsRequest", 9, {"ReplicaId": -1, "Topics": topic(
        [{"PartitionIndex": 6, "CurrentLeaderEpoch": 5, "Timestamp": -1}])}
    yield "ListOffsetsResponse", 9, {"Topics": topic(
        [{"PartitionIndex": 6, "ErrorCode": 74, "Timestamp": 1700000000000, "Offset": 42,
          "LeaderEpoch": 5}])}
    yield "OffsetForLeaderEpochRequest", 4, {"ReplicaId": -1, "Topics": topic(
        [{"Partition": 6, "CurrentLeaderEpoch": 5, "LeaderEpoch": 4}], "Topic")}
    yield "OffsetForLeaderEpochResponse", 4, {"Topics": topic(
        [{"Partition": 6, "ErrorCode": 75, "LeaderEpoch": 4, "EndOffset": 33}], "Topic")}
    yield "MetadataRequest", 12, {"Topics": [{"Name": "click"}, {"Name": "view"}],
                                  "AllowAutoTopicCreation": True}
    yield "MetadataResponse", 12, {
        "Brokers": [{"NodeId": 1, "Host": "node-1", "Port": 9092}, {"NodeId": 2, **host}],
        "ControllerId": 1, "Topics": [{
            "Name": "click", "ErrorCode": 17, "IsInternal": True, "Partitions": [{"ErrorCode": 5,
             "PartitionIndex": 6, "LeaderId": 2, "LeaderEpoch": 5, "ReplicaNodes": [1, 2, 3],
             "IsrNodes": [2, 3], "OfflineReplicas": [1]}]}]}
    yield "CreateTopicsRequest", 7, {"Topics": [{
        "Name": "click", "NumPartitions": -1, "ReplicationFactor": -1,
        "Assignments": [{"PartitionIndex": 0, "BrokerIds": [1, 2]},
                        {"PartitionIndex": 1, "BrokerIds": [2, 3]}],
        "Configs": [{"Name": "min.insync.replicas", "Value": "2"}]}], "timeoutMs": 30000}
    yield "CreateTopicsResponse", 7, {"Topics": [{"Name": "click", "ErrorCode": 36,
                                                  "ErrorMessage": "it is there",
                                                  "Configs": None}]}
    yield "InitProducerIdRequest", 5, {"TransactionalId": None, "TransactionTimeoutMs": 2**31 - 1,
                                       "ProducerId": 4000, "ProducerEpoch": 2}
    yield "InitProducerIdResponse", 5, {"ErrorCode": 14, "ProducerId": 4000, "ProducerEpoch": 3}
    yield "OffsetCommitRequest", 9, {"GroupId": "shop", "GenerationIdOrMemberEpoch": 3,
        "MemberId": "m-1", "Topics": topic([{"PartitionIndex": 6, "CommittedOffset": 5,
        "CommittedLeaderEpoch": 5, "CommittedMetadata": "note"}])}
    yield "OffsetCommitResponse", 9, {"Topics": topic([{"PartitionIndex": 6, "ErrorCode": 22}])}
    yield "OffsetFetchRequest", 7, {"GroupId": "shop",
                                    "Topics": topic([6, 8], inner="PartitionIndexes")}
    yield "OffsetFetchResponse", 7, {"ErrorCode": 16, "Topics": topic([{
        "PartitionIndex": 6, "CommittedOffset": 5, "CommittedLeaderEpoch": 5, "Metadata": "note"}])}
    yield "FindCoordinatorRequest", 3, {"Key": "shop"}
    yield "FindCoordinatorResponse", 3, {"ErrorCode": 15, "ErrorMessage": None, "NodeId": 2, **host}
    yield "JoinGroupRequest", 9, {"GroupId": "shop", "SessionTimeoutMs": 45000,
        "RebalanceTimeoutMs": 300000, "MemberId": "m-1", "ProtocolType": "consumer",
        "Protocols": [{"Name": "range", "Metadata": sub}]}
    yield "JoinGroupResponse", 9, {"ErrorCode": 79, "GenerationId": 3, "ProtocolType": None,
        "ProtocolName": "range", "Leader": "m-2", "MemberId": "m-1",
        "Members": [{"MemberId": "m-1", "Metadata": sub}]}
    yield "HeartbeatRequest", 4, {"GroupId": "shop", "GenerationId": 3, "MemberId": "m-1"}
    yield "HeartbeatResponse", 4, {"ErrorCode": 27}
    yield "LeaveGroupRequest", 2, {"GroupId": "shop", "MemberId": "m-1"}
    yield "LeaveGroupResponse", 2, {"ErrorCode": 25}
    yield "SyncGroupRequest", 5, {"GroupId": "shop", "GenerationId": 3, "MemberId": "m-1",
        "Assignments": [{"MemberId": "m-1", "Assignment": assigned}]}
    yield "SyncGroupResponse", 5, {"ErrorCode": 27, "Assignment": assigned}
    yield "LeaderAndIsrRequest", 4, {**control, "TopicStates": topic(
        [{**state, "PartitionEpoch": 6}], "TopicName", "PartitionStates"),
        "LiveLeaders": [{"BrokerId": 2, "HostName": "node-2", "Port": 9092}]}
    yield "LeaderAndIsrResponse", 4, {"ErrorCode": 77, "PartitionErrors": [
        {"TopicName": "click", "PartitionIndex": 6, "ErrorCode": 11}]}
    yield "StopReplicaRequest", 4, {**control, "TopicStates": topic(
        [{"PartitionIndex": 6, "LeaderEpoch": 5, "DeletePartition": True}],
        "TopicName", "PartitionStates")}
    yield "StopReplicaResponse", 4, {"ErrorCode": 77, "PartitionErrors": [
        {"TopicName": "click", "PartitionIndex": 6, "ErrorCode": 74}]}
    yield "UpdateMetadataRequest", 8, {**control, "TopicStates": topic(
        [{**state, "ZkVersion": 6}], "TopicName", "PartitionStates"),
        "LiveBrokers": [{"Id": 2, "Endpoints": [{**host, "Listener": "PLAINTEXT"}],
                         "Rack": None}]}
    yield "UpdateMetadataResponse", 8, {"ErrorCode": 11}
    yield "AlterPartitionRequest", 1, {"BrokerId": 2, "BrokerEpoch": 25, "Topics": topic(
        [{"PartitionIndex": 6, "LeaderEpoch": 5, "NewIsr": [2, 3], "PartitionEpoch": 6}],
        "TopicName")}
    yield "AlterPartitionResponse", 1, {"ErrorCode": 41, "Topics": topic(
        [{"PartitionIndex": 6, "ErrorCode": 95, "LeaderId": 2, "LeaderEpoch": 5,
          "Isr": [2, 3], "PartitionEpoch": 7}], "TopicName")}
    yield "AllocateProducerIdsRequest", 0, {"BrokerId": 2, "BrokerEpoch": 25}
    yield "AllocateProducerIdsResponse", 0, {"ErrorCode": 77, "ProducerIdStart": 4000, "ProducerIdLen": 1000}
    why = {"ErrorMessage": "it may not"}
    yield "ControlledShutdownRequest", 3, {"BrokerId": 2, "BrokerEpoch": 25}
    yield "ControlledShutdownResponse", 3, {"ErrorCode": 77, "RemainingPartitions": [
        {"TopicName": "click", "PartitionIndex": 6}, {"TopicName": "click", "PartitionIndex": 8}]}
    yield "DeleteTopicsRequest", 6, {"Topics": [{"Name": "click"}, {"Name": "view"}],
                                     "TimeoutMs": 60000}
    yield "DeleteTopicsResponse", 6, {"Responses": [{"Name": "click", "ErrorCode": 73, **why}]}
    yield "CreatePartitionsRequest", 3, {"Topics": [
        {"Name": "click", "Count": 4,
         "Assignments": [{"BrokerIds": [1, 2]}, {"BrokerIds": [2, 3]}]},
        {"Name": "view", "Count": 2, "Assignments": None}], "TimeoutMs": 60000}
    yield "CreatePartitionsResponse", 3, {"Results": [{"Name": "click", "ErrorCode": 60, **why}]}
    yield "ElectLeadersRequest", 2, {"ElectionType": 1, "TopicPartitions": topic([6, 8], "Topic"),
                                     "TimeoutMs": 60000}
    yield "ElectLeadersResponse", 2, {"ErrorCode": 41, "ReplicaElectionResults": topic(
        [{"PartitionId": 6, "ErrorCode": 84, **why}], "Topic", "PartitionResult")}
    yield "AlterPartitionReassignmentsRequest", 0, {"TimeoutMs": 60000, "Topics": topic(
        [{"PartitionIndex": 6, "Replicas": [2, 3, 4]}, {"PartitionIndex": 8, "Replicas": None}])}
    yield "AlterPartitionReassignmentsResponse", 0, {"ErrorCode": 41, **why, "Responses": topic(
        [{"PartitionIndex": 6, "ErrorCode": 85, **why}])}
    yield "ListPartitionReassignmentsRequest", 0, {
        "TimeoutMs": 60000, "Topics": topic([6], inner="PartitionIndexes")}
    yield "ListPartitionReassignmentsResponse", 0, {"ErrorCode": 41, **why, "Topics": topic(
        [{"PartitionIndex": 6, "Replicas": [1, 2, 3], "AddingReplicas": [3],
          "RemovingReplicas": [1]}])}
    yield "DeleteRecordsRequest", 2, {"Topics": topic(
        [{"PartitionIndex": 6, "Offset": 40}, {"PartitionIndex": 8, "Offset": -1}]),
        "TimeoutMs": 30000}
    yield "DeleteRecordsResponse", 2, {"Topics": topic(
        [{"PartitionIndex": 6, "LowWatermark": 40},
         {"PartitionIndex": 8, "LowWatermark": -1, "ErrorCode": 44}])}
    click = {"ResourceType": 2, "ResourceName": "click"}
    yield "DescribeConfigsRequest", 4, {"Resources": [
        {**click, "ConfigurationKeys": ["segment.bytes"]},
        {"ResourceType": 4, "ResourceName": "1", "ConfigurationKeys": None}],
        "IncludeSynonyms": True}
    yield "DescribeConfigsResponse", 4, {"Results": [
        {"ErrorCode": 3, **why, **click, "Configs": [
            {"Name": "segment.bytes", "Value": "1024", "ReadOnly": True, "ConfigSource": 1,
             "Synonyms": [{"Name": "log.segment.bytes", "Value": "512", "Source": 4}],
             "Documentation": None}]}]}
    yield "IncrementalAlterConfigsRequest", 1, {"Resources": [{**click, "Configs": [
        {"Name": "segment.bytes", "ConfigOperation": 0, "Value": "1024"},
        {"Name": "retention.ms", "ConfigOperation": 1, "Value": None}]}]}
    yield "IncrementalAlterConfigsResponse", 1, {"Responses": [
        {"ErrorCode": 40, **why, **click}]}
    yield "AlterConfigsRequest", 2, {"Resources": [{**click, "Configs": [
        {"Name": "segment.bytes", "Value": "1024"}, {"Name": "retention.ms", "Value": None}]}]}
    yield "AlterConfigsResponse", 2, {"Responses": [{"ErrorCode": 40, **why, **click}]}
    yield "ListGroupsRequest", 4, {"StatesFilter": ["Stable", "Empty"]}
    yield "ListGroupsResponse", 4, {"ErrorCode": 15, "Groups": [
        {"GroupId": "shop", "ProtocolType": "consumer", "GroupState": "Stable"}]}
    yield "DescribeGroupsRequest", 5, {"Groups": ["shop", "audit"]}
    yield "DescribeGroupsResponse", 5, {"Groups": [
        {"ErrorCode": 16, "GroupId": "shop", "GroupState": "Stable", "ProtocolType": "consumer",
         "ProtocolData": "range", "Members": [
             {"MemberId": "m-1", "ClientId": "c-1", "ClientHost": "node-2", "MemberMetadata": sub,
              "MemberAssignment": assigned}]}]}
    yield "DescribeLogDirsRequest", 4, {"Topics": [{"Topic": "click", "Partitions": [6, 8]}]}
    yield "DescribeLogDirsResponse", 4, {"Results": [
        {"LogDir": "/tmp/kafka-logs", "Topics": [{"Name": "click", "Partitions": [
            {"PartitionIndex": 6, "PartitionSize": 1024},
            {"PartitionIndex": 8, "PartitionSize": 70, "OffsetLag": 3}]}]}]}
    yield "DescribeClusterRequest", 1, {}
    yield "DescribeClusterResponse", 1, {
        "ErrorCode": -1, **why, "ClusterId": "C1", "ControllerId": 2, "Brokers": [
            {"BrokerId": 2, "Host": "node-2", "Port": 9092, "Rack": "east"},
            {"BrokerId": 3, "Host": "node-3", "Port": 9092, "Rack": None}]}
    yield "DescribeTopicPartitionsRequest", 0, {
        "Topics": [{"Name": "click"}, {"Name": "view"}], "ResponsePartitionLimit": 500,
        "Cursor": {"TopicName": "click", "PartitionIndex": 6}}
    described = {"LeaderId": 2, "LeaderEpoch": 5, "ReplicaNodes": [1, 2, 3], "IsrNodes": [2],
                 "OfflineReplicas": [1]}
    yield "DescribeTopicPartitionsResponse", 0, {"Topics": [
        {"Name": "click", "IsInternal": True, "Partitions": [
            {"PartitionIndex": 6, **described, "EligibleLeaderReplicas": [1, 3],
             "LastKnownElr": []},
            {"PartitionIndex": 8, **described}]},
        {"Name": "view", "ErrorCode": 3}],
        "NextCursor": {"TopicName": "view", "PartitionIndex": 3}}


def quorum(batch):
    def uuid(low_high):
        return struct.pack(">QQ", *low_high)

    def metadata(partition, name="TopicName"):
        return [{name: "__cluster_metadata", "Partitions": [partition]}]

    def fetched(partition):
        return [{"TopicId": uuid((0, 1)), "Partitions": [partition]}]

    one, two = uuid((1, 2)), uuid((3, 4))
    cluster = {"ClusterId": "C1"}
    host = {"Host": "node-2", "Port": 9092}
    endpoints = [{"Name": "CONTROLLER", **host}]
    located = {"NodeEndpoints": [{"NodeId": 2, **host}]}
    leads = {"LeaderId": 2, "LeaderEpoch": 5}
    listener = {"Listeners": [{"Name": "CONTROLLER", "Host": "node-1", "Port": 9092}]}
    yield "VoteRequest", 2, {**cluster, "VoterId": 1, "Topics": metadata(
        {"ReplicaEpoch": 5, "ReplicaId": 2, "ReplicaDirectoryId": two, "VoterDirectoryId": one,
         "LastOffsetEpoch": 4, "LastOffset": 40, "PreVote": True})}
    yield "VoteResponse", 2, {"Topics": metadata(
        {"ErrorCode": 74, **leads, "VoteGranted": True}), **located}
    yield "BeginQuorumEpochRequest", 1, {**cluster, "VoterId": 1, "Topics": metadata(
        {"VoterDirectoryId": one, **leads}), "LeaderEndpoints": endpoints}
    yield "BeginQuorumEpochResponse", 1, {"Topics": metadata({"ErrorCode": 125, **leads}),
                                          **located}
    yield "EndQuorumEpochRequest", 1, {**cluster, "Topics": metadata(
        {**leads, "PreferredCandidates": [{"CandidateId": 1, "CandidateDirectoryId": one}]}),
        "LeaderEndpoints": endpoints}
    yield "EndQuorumEpochResponse", 1, {"Topics": metadata({"ErrorCode": 74, **leads}), **located}
    yield "FetchRequest", 17, {**cluster, "ReplicaState": {"ReplicaId": 1, "ReplicaEpoch": -1},
        "MaxWaitMs": 500, "MaxBytes": 8 << 20, "SessionEpoch": -1, "Topics": fetched(
            {"CurrentLeaderEpoch": 5, "FetchOffset": 40, "LastFetchedEpoch": 4,
             "LogStartOffset": -1, "ReplicaDirectoryId": one})}, "Fetch of the quorum"
    yield "FetchResponse", 17, {"Responses": fetched(
        {"ErrorCode": 6, "HighWatermark": 41, "LastStableOffset": -1, "LogStartOffset": 2,
         "DivergingEpoch": {"Epoch": 3, "EndOffset": 6}, "CurrentLeader": leads,
         "SnapshotId": {"EndOffset": 30, "Epoch": 3}, "AbortedTransactions": [],
         "Records": batch}), "NodeEndpoints": [{"NodeId": 2, **host, "Rack": None}]}, \
        "Fetch of the quorum response"
    yield "FetchSnapshotRequest", 1, {**cluster, "ReplicaId": 1, "MaxBytes": 1000,
        "Topics": metadata({"CurrentLeaderEpoch": 5, "SnapshotId": {"EndOffset": 40, "Epoch": 4},
                            "Position": 70, "ReplicaDirectoryId": one}, "Name")}
    yield "FetchSnapshotResponse", 1, {"Topics": metadata(
        {"ErrorCode": 99, "SnapshotId": {"EndOffset": 40, "Epoch": 4}, "CurrentLeader": leads,
         "Size": 900, "Position": 70, "UnalignedRecords": batch}, "Name"), **located}
    yield "AddRaftVoterRequest", 0, {**cluster, "TimeoutMs": 500, "VoterId": 1,
                                     "VoterDirectoryId": one, **listener}
    yield "AddRaftVoterResponse", 0, {"ErrorCode": 126, "ErrorMessage": "it is one"}
    yield "RemoveRaftVoterRequest", 0, {**cluster, "VoterId": 1, "VoterDirectoryId": one}
    yield "RemoveRaftVoterResponse", 0, {"ErrorCode": 127, "ErrorMessage": "it is none"}
    yield "UpdateRaftVoterRequest", 0, {**cluster, "CurrentLeaderEpoch": 5, "VoterId": 1,
        "VoterDirectoryId": one, **listener,
        "KRaftVersionFeature": {"MinSupportedVersion": 0, "MaxSupportedVersion": 1}}
    yield "UpdateRaftVoterResponse", 0, {"ErrorCode": 127, "CurrentLeader": {**leads, **host}}
    def state(replica, end, directory=bytes(16), fetch=-1, caught_up=-1):
        return {"ReplicaId": replica, "ReplicaDirectoryId": directory, "LogEndOffset": end,
                "LastFetchTimestamp": fetch, "LastCaughtUpTimestamp": caught_up}
    def listens(node):
        return {"NodeId": node, "Listeners": [
            {"Name": "CONTROLLER", "Host": f"node-{node}", "Port": 9092}]}
    yield "DescribeQuorumRequest", 2, {"Topics": [
        {"TopicName": "__cluster_metadata", "Partitions": [{"PartitionIndex": 0}]}]}
    yield "DescribeQuorumResponse", 2, {"ErrorMessage": None, "Topics": metadata({
        "ErrorCode": 6, "ErrorMessage": "it follows", "LeaderId": 2, "LeaderEpoch": 5,
        "HighWatermark": 41, "CurrentVoters": [
            state(1, 40, one, 1000, 900), state(2, 41, two, 1001)],
        "Observers": [state(7, -1)]}), "Nodes": [listens(1), listens(2)]}
    yield "BrokerRegistrationRequest", 4, {"BrokerId": 1, **cluster,
        "IncarnationId": struct.pack(">qq", 5, 6), "Listeners": [{"Name": "PLAINTEXT",
        "Host": "node-1", "Port": 9092, "SecurityProtocol": 0}], "Features": [], "Rack": "a",
        "IsMigratingZkBroker": False, "LogDirs": [], "PreviousBrokerEpoch": 70}
    yield "BrokerRegistrationResponse", 4, {"ErrorCode": 101, "BrokerEpoch": 90}
    yield "BrokerHeartbeatRequest", 1, {"BrokerId": 1, "BrokerEpoch": 90,
        "CurrentMetadataOffset": 95, "WantFence": True, "WantShutDown": True}
    yield "BrokerHeartbeatResponse", 1, {"ErrorCode": 77, "IsCaughtUp": True, "IsFenced": False,
                                         "ShouldShutDown": True}


def people_name(name):
    return re.sub("Request$", "", re.sub("Response$", " response", name))


def zookeeper():
    from kazoo.protocol import serialization as zk
    from kazoo.security import OPEN_ACL_UNSAFE

    def say(name, content):
        return "ZooKeeper " + name, struct.pack(">i", len(content)) + content

    def call(name, request, xid=CORRELATION, op=None):
        return say(name, struct.pack(">ii", xid, op or request.type) + bytes(request.serialize()))

    create = zk.Create("/brokers/ids/1", b"{}", OPEN_ACL_UNSAFE, 1)
    yield say("connect", bytes(zk.Connect(0, 0, 18000, 0, bytes(16), False).serialize()))
    yield call("ping", zk.PingInstance, -2)
    yield call("closeSession", zk.CloseInstance)
    yield call("create", create, op=15)
    yield call("delete", zk.Delete("/controller", 4))
    yield call("setData", zk.SetData("/isr", b"x", 4))
    yield call("check", zk.CheckVersion("/controller_epoch", 4))
    yield call("exists", zk.Exists("/controller", True))
    yield call("getData", zk.GetData("/controller", True))
    yield call("getChildren", zk.GetChildren2("/brokers/ids", True))
    yield call("sync", zk.Sync("/"))
    yield call("multi", zk.Transaction([
        zk.CheckVersion("/controller_epoch", 4), zk.Create("/a", b"x", OPEN_ACL_UNSAFE, 0),
        zk.SetData("/isr", b"x", 4), zk.Delete("/b", 0)]))


def main():
    folder = Path(sys.argv[1])
    clients = [line.split("|") for file in sys.argv[2:]
               for line in Path(file).read_text().split("\n") if line]
    batch = next(bytes.fromhex(c[2]) for c in clients if c[0] == "batch")
    for name, version, values in messages(folder, batch):
        client = "c-1" if name == "JoinGroupRequest" else None
        content = frame(folder, name, version, values, client)
        print(f"{people_name(name)}|Kafka 3.9 schema|{content.hex()}")
    for name, version, values, *people in quorum(batch):
        content = frame(folder, name, version, values)
        schema = "4.1" if name.startswith("Vote") else "3.9"
        print(f"{people[0] if people else people_name(name)}|Kafka {schema} schema|"
              f"{content.hex()}")
    for name, content in zookeeper():
        print(f"{name}|kazoo 2.8|{content.hex()}")
    for name, source, content in clients:
        if name != "batch":
            print(f"{name}|{source}|{content}")


main()
