#!/usr/bin/env python3
"""Prints golden_files.txt: the small binary files of a log directory, written with Python's struct
from the layouts that Kafka 3.9's own classes state (OffsetIndex, TimeIndex, AbortedTxn, the schema
of ProducerStateManager). It knows nothing of kscope."""
import struct


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


assert crc32c(b"123456789") == 0xE3069283  # the check value of CRC-32C

BASE = 1000
offset_index = b"".join(struct.pack(">ii", o - BASE, p) for o, p in [(1007, 4242), (1019, 8400)])
time_index = b"".join(
    struct.pack(">qi", t, o - BASE)
    for t, o in [(1503229838908, 1007), (1503229839999, 1012), (1503229840001, 1020)]
)
aborted = b"".join(
    struct.pack(">hqqqq", 0, *row) for row in [(4001, 1000, 1003, 1000), (4002, 1001, 1011, 1004)]
)
producers = [
    # id, epoch, last sequence, last offset, offset delta, timestamp, coordinator epoch, first open
    (4001, 3, 17, 1012, 4, 1503229839999, 2, -1),
    (4002, 0, 2147483647, 1019, 0, 1503229840001, -1, 1013),
    (4003, 1, -1, -1, 0, 1503229830000, 7, -1),
]
body = struct.pack(">i", len(producers)) + b"".join(struct.pack(">qhiqiqiq", *p) for p in producers)
snapshot = struct.pack(">hI", 1, crc32c(body)) + body
for name, data in [
    ("index", offset_index),
    ("timeindex", time_index),
    ("txnindex", aborted),
    ("snapshot", snapshot),
]:
    print(f"{name} | {data.hex()}")
