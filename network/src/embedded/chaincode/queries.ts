import { ledger as ledgerProtos, peer as protos } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { KeyModification, KeyValue, Ledger, Page } from '../ledger.js';
import { checkCollectionAccess } from './access.js';
import type { OpenQuery, TransactionContext } from './context.js';
import type { ExecutionLimits } from './limits.js';
import { decode } from './messages.js';
import type { Request } from './state.js';

/** The requests that open, continue and close queries, under a peer's limits. */
export interface QueryRequests {
    readonly range: Request;
    readonly history: Request;
    readonly query: Request;
    readonly next: Request;
    readonly close: Request;
}

export function queryRequests(limits: ExecutionLimits): QueryRequests {
    return {
        range: (ledger, context, payload) => openRange(ledger, context, payload, limits),
        history: (_ledger, context, payload) => {
            const request = decode(protos.GetHistoryForKey.deserializeBinary, payload);
            const results = context.simulator.getHistory(context.namespace, request.getKey());
            return firstBatch(context, encoded(results, encodeModification), undefined, limits.totalQueryLimit, limits);
        },
        query: refuseQuery,
        next: (_ledger, context, payload) => {
            const id = decode(protos.QueryStateNext.deserializeBinary, payload).getId();
            const query = context.queries.get(id);
            if (!query) {
                throw new Error('query iterator not found');
            }
            return batch(context, id, query, limits.totalQueryLimit, limits);
        },
        close: (_ledger, context, payload) => {
            const id = decode(protos.QueryStateClose.deserializeBinary, payload).getId();
            context.closeQuery(id);
            return response(id, [], false);
        },
    };
}

function openRange(
    ledger: Ledger,
    context: TransactionContext,
    payload: Uint8Array,
    limits: ExecutionLimits,
): Uint8Array {
    const request = decode(protos.GetStateByRange.deserializeBinary, payload);
    const paging = decode(protos.QueryMetadata.deserializeBinary, request.getMetadata_asU8());
    const [size, bookmark] = [paging.getPagesize(), paging.getBookmark()];
    const limit = size > 0 ? Math.min(size, limits.totalQueryLimit) : limits.totalQueryLimit;
    const { simulator, namespace } = context;
    const [start, end] = [request.getStartkey(), request.getEndkey()];
    const collection = request.getCollection();
    if (collection) {
        checkCollectionAccess(ledger, context, collection, 'read');
        const results = simulator.getPrivateDataRange(namespace, collection, start, end);
        return firstBatch(context, encoded(results, encodeKeyValue), undefined, limit, limits);
    }
    if (size !== 0 || bookmark !== '') {
        const page = simulator.getStatePage(namespace, start, end, size > 0 ? size : limit, bookmark);
        return firstBatch(context, encoded(page, encodeKeyValue), page, limit, limits);
    }
    return firstBatch(
        context,
        encoded(simulator.getStateRange(namespace, start, end), encodeKeyValue),
        undefined,
        limit,
        limits,
    );
}

/** Rich queries need CouchDB; the text is that of a peer with LevelDB. */
const refuseQuery: Request = (ledger, context, payload) => {
    const request = decode(protos.GetQueryResult.deserializeBinary, payload);
    if (request.getCollection()) {
        checkCollectionAccess(ledger, context, request.getCollection(), 'read');
    }
    throw new Error(
        decode(protos.QueryMetadata.deserializeBinary, request.getMetadata_asU8()).getPagesize() > 0
            ? 'ExecuteQueryWithMetadata not supported for leveldb'
            : 'ExecuteQuery not supported for leveldb',
    );
};

function* encoded<T>(results: Iterable<T>, encode: (result: T) => Uint8Array): IterableIterator<Uint8Array> {
    for (const result of results) {
        yield encode(result);
    }
}

function encodeKeyValue(result: KeyValue): Uint8Array {
    const entry = new ledgerProtos.queryresult.KV();
    entry.setNamespace(result.namespace);
    entry.setKey(result.key);
    entry.setValue(result.value);
    return entry.serializeBinary();
}

function encodeModification(result: KeyModification): Uint8Array {
    const entry = new ledgerProtos.queryresult.KeyModification();
    entry.setTxId(result.txId);
    entry.setValue(result.value);
    const timestamp = new timestamps.Timestamp();
    timestamp.setSeconds(result.timestamp.seconds);
    timestamp.setNanos(result.timestamp.nanos);
    entry.setTimestamp(timestamp);
    entry.setIsDelete(result.isDelete);
    return entry.serializeBinary();
}

function firstBatch(
    context: TransactionContext,
    results: Iterator<Uint8Array>,
    page: Page | undefined,
    limit: number,
    limits: ExecutionLimits,
): Uint8Array {
    const id = context.nextQueryId();
    const query: OpenQuery = { results, page, pending: [], returned: 0 };
    context.queries.set(id, query);
    return batch(context, id, query, limit, limits);
}

/**
 * Reads until the limit of the query, its end, or one result more than fits into a batch. How far it reads matters: the
 * last key read becomes part of the transaction's read set (`core/chaincode/query_response_generator.go`).
 */
function batch(
    context: TransactionContext,
    id: string,
    query: OpenQuery,
    limit: number,
    limits: ExecutionLimits,
): Uint8Array {
    try {
        while (query.returned < limit) {
            const result = query.results.next();
            if (result.done) {
                break;
            }
            query.returned += 1;
            if (!query.page && query.pending.length === limits.batchLimit) {
                const full = query.pending;
                query.pending = [result.value];
                return response(id, full, true);
            }
            query.pending.push(result.value);
        }
    } catch (error) {
        context.closeQuery(id);
        throw error;
    }
    return lastBatch(context, id, query);
}

function lastBatch(context: TransactionContext, id: string, query: OpenQuery): Uint8Array {
    if (!query.page) {
        context.closeQuery(id);
        return response(id, query.pending, false);
    }
    const metadata = new protos.QueryResponseMetadata();
    metadata.setFetchedRecordsCount(query.returned);
    metadata.setBookmark(query.page.bookmark());
    context.closeQuery(id);
    return response(id, query.pending, false, metadata.serializeBinary());
}

function response(id: string, results: readonly Uint8Array[], hasMore: boolean, metadata?: Uint8Array): Uint8Array {
    const answer = new protos.QueryResponse();
    answer.setId(id);
    answer.setHasMore(hasMore);
    answer.setResultsList(
        results.map((bytes) => {
            const entry = new protos.QueryResultBytes();
            entry.setResultbytes(bytes);
            return entry;
        }),
    );
    if (metadata) {
        answer.setMetadata(metadata);
    }
    return answer.serializeBinary();
}
