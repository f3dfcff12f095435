// Requests of samples.h as the client library @platformatic/kafka 1.34.0 writes them, in the lines
// that make_golden_frames.py takes. Run it beside an installed library:
//     node client_frames.mjs PATH/TO/node_modules/@platformatic/kafka/dist
const dist = process.argv[2]
const { Writer } = await import(`${dist}/protocol/writer.js`)
const { createRecordsBatch } = await import(`${dist}/protocol/records.js`)
const source = '@platformatic/kafka 1.34.0'

async function frame (name, module, key, version, createArguments, client = null) {
  const { createRequest } = await import(`${dist}/apis/${module}-v${version}.js`)
  const writer = Writer.create()
  writer.appendInt16(key).appendInt16(version).appendInt32(7).appendString(client, false)
  writer.appendTaggedFields()
  writer.appendFrom(createRequest(...createArguments)).prependLength()
  console.log(`${name}|${source}|${writer.buffer.toString('hex')}`)
}

const records = () => [
  { topic: 'click', partition: 6, timestamp: 1700000000000n, key: Buffer.from('user-1'),
    value: Buffer.from('buy'), headers: new Map([[Buffer.from('trace'), Buffer.from('ab')]]) },
  { topic: 'click', partition: 6, timestamp: 1700000000005n, key: Buffer.from('user-2'),
    value: Buffer.from('look') }
]
const producer = { producerId: 4000n, producerEpoch: 2 }
console.log(`batch|${source}|${createRecordsBatch(records(), producer).buffer.toString('hex')}`)
await frame('Produce', 'producer/produce', 0, 11, [-1, 30000, records(), producer])
await frame('Fetch', 'consumer/fetch', 1, 12, [500, 1, 52428800, 0, 9, 3, [{ topicId: 'click',
  partitions: [{ partition: 6, currentLeaderEpoch: 5, fetchOffset: 40n, lastFetchedEpoch: 4,
    partitionMaxBytes: 1048576 }] }], [], ''])
await frame('ListOffsets', 'consumer/list-offsets', 2, 9, [-1, 0, [{ name: 'click',
  partitions: [{ partitionIndex: 6, currentLeaderEpoch: 5, timestamp: -1n }] }]])
await frame('OffsetForLeaderEpoch', 'consumer/offset-for-leader-epoch', 23, 4, [-1, [{
  name: 'click', partitions: [{ partitionIndex: 6, currentLeaderEpoch: 5, leaderEpoch: 4 }] }]])
await frame('Metadata', 'metadata/metadata', 3, 12, [['click', 'view'], true, false])
await frame('CreateTopics', 'admin/create-topics', 19, 7, [[{ name: 'click', numPartitions: -1,
  replicationFactor: -1, assignments: [{ partitionIndex: 0, brokerIds: [1, 2] },
    { partitionIndex: 1, brokerIds: [2, 3] }],
  configs: [{ name: 'min.insync.replicas', value: '2' }] }], 30000, false])
await frame('InitProducerId', 'producer/init-producer-id', 22, 5, [null, 2147483647, 4000n, 2])
await frame('OffsetCommit', 'consumer/offset-commit', 8, 9, ['shop', 3, 'm-1', null, [{
  name: 'click', partitions: [{ partitionIndex: 6, committedOffset: 5n, committedLeaderEpoch: 5,
    committedMetadata: 'note' }] }]])
await frame('Heartbeat', 'consumer/heartbeat', 12, 4, ['shop', 3, 'm-1', null])
await frame('ApiVersions', 'metadata/api-versions', 18, 3, ['kscope', '1'], 'c-1')
