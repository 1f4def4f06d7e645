package goods

import (
	"encoding/hex"
	"errors"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
)

// Hide writes the transient field "value" into a private collection.
func Hide(stub shim.ChaincodeStubInterface, collection, key string) error {
	transient, err := stub.GetTransient()
	if err != nil {
		return err
	}
	value, found := transient["value"]
	if !found {
		return errors.New("GOODS_TRANSIENT: the transient field value is missing")
	}
	return stub.PutPrivateData(collection, key, value)
}

// Reveal reads private data; what is not there is empty.
func Reveal(stub shim.ChaincodeStubInterface, collection, key string) (string, error) {
	value, err := stub.GetPrivateData(collection, key)
	return string(value), err
}

// Fingerprint answers the public hash of private data, in hex.
func Fingerprint(stub shim.ChaincodeStubInterface, collection, key string) (string, error) {
	hash, err := stub.GetPrivateDataHash(collection, key)
	return hex.EncodeToString(hash), err
}

// Forget purges private data from all blocks.
func Forget(stub shim.ChaincodeStubInterface, collection, key string) error {
	return stub.PurgePrivateData(collection, key)
}

// HiddenRange lists private keys from first to before last.
func HiddenRange(stub shim.ChaincodeStubInterface, collection, first, last string) (string, error) {
	found, err := stub.GetPrivateDataByRange(collection, first, last)
	if err != nil {
		return "", err
	}
	items, err := all(found)
	if err != nil {
		return "", err
	}
	return encode(items)
}
