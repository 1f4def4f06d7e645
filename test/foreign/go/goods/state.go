// Package goods is a small market of goods on the chaincode shim. The same contract is written in Java beside it: both
// answer with the same bytes, so that peers that run different builds endorse the same transaction.
package goods

import (
	"fmt"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/queryresult"
)

// Item is a key with its value. The order of the fields is the order in the JSON of both languages.
type Item struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Page is a part of a range; the bookmark starts the next one and is empty after the last.
type Page struct {
	Items    []Item `json:"items"`
	Fetched  int32  `json:"fetched"`
	Bookmark string `json:"bookmark"`
}

// Change is one value that a key had; the newest comes first.
type Change struct {
	TxID    string `json:"txId"`
	Value   string `json:"value"`
	Deleted bool   `json:"deleted"`
}

// Put writes a value.
func Put(stub shim.ChaincodeStubInterface, key, value string) error {
	return stub.PutState(key, []byte(value))
}

// Get reads a value; a key that has none is an error.
func Get(stub shim.ChaincodeStubInterface, key string) (string, error) {
	value, err := stub.GetState(key)
	if err != nil {
		return "", err
	}
	if len(value) == 0 {
		return "", fmt.Errorf("GOODS_UNKNOWN: there is nothing under %q", key)
	}
	return string(value), nil
}

// Remove deletes a key.
func Remove(stub shim.ChaincodeStubInterface, key string) error {
	return stub.DelState(key)
}

// Range lists the keys from first to before last.
func Range(stub shim.ChaincodeStubInterface, first, last string) (string, error) {
	found, err := stub.GetStateByRange(first, last)
	if err != nil {
		return "", err
	}
	items, err := all(found)
	if err != nil {
		return "", err
	}
	return encode(items)
}

// ReadPage lists at most size keys from first, or from the bookmark, to before last.
func ReadPage(stub shim.ChaincodeStubInterface, first, last string, size int32, bookmark string) (string, error) {
	found, metadata, err := stub.GetStateByRangeWithPagination(first, last, size, bookmark)
	if err != nil {
		return "", err
	}
	items, err := all(found)
	if err != nil {
		return "", err
	}
	return encode(Page{items, metadata.GetFetchedRecordsCount(), metadata.GetBookmark()})
}

// Shelve writes a value under the composite key of a shelf and a place on it.
func Shelve(stub shim.ChaincodeStubInterface, shelf, place, value string) error {
	key, err := stub.CreateCompositeKey("shelf", []string{shelf, place})
	if err != nil {
		return err
	}
	return stub.PutState(key, []byte(value))
}

// Shelf lists what is on a shelf, by place.
func Shelf(stub shim.ChaincodeStubInterface, shelf string) (string, error) {
	found, err := stub.GetStateByPartialCompositeKey("shelf", []string{shelf})
	if err != nil {
		return "", err
	}
	items, err := all(found)
	if err != nil {
		return "", err
	}
	for i, item := range items {
		_, attributes, err := stub.SplitCompositeKey(item.Key)
		if err != nil {
			return "", err
		}
		items[i].Key = attributes[1]
	}
	return encode(items)
}

// History lists the values that a key had.
func History(stub shim.ChaincodeStubInterface, key string) (string, error) {
	found, err := stub.GetHistoryForKey(key)
	if err != nil {
		return "", err
	}
	defer found.Close()
	changes := []Change{}
	for found.HasNext() {
		change, err := found.Next()
		if err != nil {
			return "", err
		}
		changes = append(changes, Change{change.GetTxId(), string(change.GetValue()), change.GetIsDelete()})
	}
	return encode(changes)
}

func all(found interface {
	HasNext() bool
	Next() (*queryresult.KV, error)
	Close() error
}) ([]Item, error) {
	defer found.Close()
	items := []Item{}
	for found.HasNext() {
		next, err := found.Next()
		if err != nil {
			return nil, err
		}
		items = append(items, Item{next.GetKey(), string(next.GetValue())})
	}
	return items, nil
}
