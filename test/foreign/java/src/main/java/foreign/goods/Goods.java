package foreign.goods;

import java.util.ArrayList;
import java.util.List;
import org.hyperledger.fabric.contract.Context;
import org.hyperledger.fabric.contract.ContractInterface;
import org.hyperledger.fabric.contract.annotation.Contract;
import org.hyperledger.fabric.contract.annotation.Default;
import org.hyperledger.fabric.contract.annotation.Transaction;
import org.hyperledger.fabric.shim.ChaincodeException;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ledger.CompositeKey;
import org.hyperledger.fabric.shim.ledger.KeyModification;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;
import org.hyperledger.fabric.shim.ledger.QueryResultsIteratorWithMetadata;

/**
 * A small market of goods. The same contract is written in Go beside it: both answer with the same bytes, so that peers
 * that run different builds endorse the same transaction. Therefore answers are texts that the contract writes itself.
 */
@Default
@Contract(name = "goods")
public final class Goods implements ContractInterface {
    record Item(String key, String value) {}

    record Page(List<Item> items, int fetched, String bookmark) {}

    record Change(String txId, String value, boolean deleted) {}

    /** Writes a value. */
    @Transaction
    public void put(final Context context, final String key, final String value) {
        context.getStub().putStringState(key, value);
    }

    /** Reads a value; a key that has none is an error. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String get(final Context context, final String key) {
        String value = context.getStub().getStringState(key);
        if (value.isEmpty()) {
            throw new ChaincodeException("GOODS_UNKNOWN: there is nothing under \"" + key + "\"");
        }
        return value;
    }

    /** Deletes a key. */
    @Transaction
    public void remove(final Context context, final String key) {
        context.getStub().delState(key);
    }

    /** Lists the keys from first to before last. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String range(final Context context, final String first, final String last) {
        return Json.encode(all(context.getStub().getStateByRange(first, last)));
    }

    /** Lists at most so many keys from first, or from the bookmark, to before last. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String page(
            final Context context, final String first, final String last, final int size, final String bookmark) {
        QueryResultsIteratorWithMetadata<KeyValue> found =
                context.getStub().getStateByRangeWithPagination(first, last, size, bookmark);
        List<Item> items = all(found);
        return Json.encode(new Page(
                items,
                found.getMetadata().getFetchedRecordsCount(),
                found.getMetadata().getBookmark()));
    }

    /** Writes a value under the composite key of a shelf and a place on it. */
    @Transaction
    public void shelve(final Context context, final String shelf, final String place, final String value) {
        ChaincodeStub stub = context.getStub();
        stub.putStringState(stub.createCompositeKey("shelf", shelf, place).toString(), value);
    }

    /** Lists what is on a shelf, by place. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String shelf(final Context context, final String shelf) {
        ChaincodeStub stub = context.getStub();
        List<Item> items = all(stub.getStateByPartialCompositeKey(new CompositeKey("shelf", shelf)));
        return Json.encode(items.stream()
                .map(item -> new Item(
                        stub.splitCompositeKey(item.key()).getAttributes().get(1), item.value()))
                .toList());
    }

    /** Lists the values that a key had, the newest first. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String history(final Context context, final String key) throws Exception {
        List<Change> changes = new ArrayList<>();
        try (QueryResultsIterator<KeyModification> found = context.getStub().getHistoryForKey(key)) {
            for (KeyModification change : found) {
                changes.add(new Change(change.getTxId(), change.getStringValue(), change.isDeleted()));
            }
        }
        return Json.encode(changes);
    }

    /** Writes the transient field "value" into a private collection. */
    @Transaction
    public void hide(final Context context, final String collection, final String key) {
        byte[] value = context.getStub().getTransient().get("value");
        if (value == null) {
            throw new ChaincodeException("GOODS_TRANSIENT: the transient field value is missing");
        }
        context.getStub().putPrivateData(collection, key, value);
    }

    /** Reads private data; what is not there is empty. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String reveal(final Context context, final String collection, final String key) {
        return context.getStub().getPrivateDataUTF8(collection, key);
    }

    /** Answers the public hash of private data, in hex. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String fingerprint(final Context context, final String collection, final String key) {
        return Json.hex(context.getStub().getPrivateDataHash(collection, key));
    }

    /** Purges private data from all blocks. */
    @Transaction
    public void forget(final Context context, final String collection, final String key) {
        context.getStub().purgePrivateData(collection, key);
    }

    /** Lists private keys from first to before last. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String hiddenRange(
            final Context context, final String collection, final String first, final String last) {
        return Json.encode(all(context.getStub().getPrivateDataByRange(collection, first, last)));
    }

    /** Answers what is known of this transaction and its caller. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String tell(final Context context) {
        return Talk.tell(context);
    }

    /** Writes a value and emits an event with it. */
    @Transaction
    public void announce(final Context context, final String name, final String key, final String value) {
        context.getStub().putStringState(key, value);
        context.getStub().setEvent(name, Json.bytes(value));
    }

    /** Calls another chaincode of the channel with a JSON array of arguments, and passes on its answer or its error. */
    @Transaction
    public String ask(final Context context, final String chaincode, final String list) {
        return Talk.ask(context.getStub(), chaincode, list);
    }

    /** Makes the peers of an organisation endorse all later changes of a key. */
    @Transaction
    public void guard(final Context context, final String key, final String mspId) {
        Talk.guard(context.getStub(), key, mspId);
    }

    /** Lists the organisations that must endorse changes of a key. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public String guards(final Context context, final String key) {
        return Talk.guards(context.getStub(), key);
    }

    /** Fails with a text, after writing what must then not be written. */
    @Transaction
    public void refuse(final Context context, final String text) {
        context.getStub().putStringState("refused", text);
        throw new ChaincodeException(text);
    }

    /** Takes that many milliseconds. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public void wait(final Context context, final int milliseconds) throws InterruptedException {
        Thread.sleep(milliseconds);
    }

    /** Ends the process. */
    @Transaction(intent = Transaction.TYPE.EVALUATE)
    public void crash(final Context context) {
        Runtime.getRuntime().halt(99);
    }

    private static <T extends Iterable<KeyValue> & AutoCloseable> List<Item> all(final T found) {
        try (found) {
            List<Item> items = new ArrayList<>();
            for (KeyValue one : found) {
                items.add(new Item(one.getKey(), one.getStringValue()));
            }
            return items;
        } catch (ChaincodeException refused) {
            throw refused;
        } catch (Exception failed) {
            throw new ChaincodeException(failed.getMessage(), failed);
        }
    }
}
