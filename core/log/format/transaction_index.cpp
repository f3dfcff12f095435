#include "core/log/format/transaction_index.h"

#include "core/base/byte_order.h"

namespace kscope {

void append_aborted_transaction(std::string& file, const AbortedTransaction& transaction) {
    put_big_endian(file, transaction.version);
    put_big_endian(file, transaction.producer_id.value());
    put_big_endian(file, transaction.first_offset.value());
    put_big_endian(file, transaction.last_offset.value());
    put_big_endian(file, transaction.last_stable_offset.value());
}

AbortedTransaction read_aborted_transaction(std::string_view bytes) {
    ByteReader in(bytes);
    AbortedTransaction transaction;
    transaction.version = in.get<std::int16_t>();
    transaction.producer_id = ProducerId(in.get<std::int64_t>());
    transaction.first_offset = Offset(in.get<std::int64_t>());
    transaction.last_offset = Offset(in.get<std::int64_t>());
    transaction.last_stable_offset = Offset(in.get<std::int64_t>());
    return transaction;
}

}  // namespace kscope
