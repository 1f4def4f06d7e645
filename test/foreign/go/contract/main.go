// Command contract serves the contract of goods with fabric-contract-api-go: Start reads its address, package id and TLS
// files from the environment.
package main

import (
	"log"

	"foreign/goods"

	"github.com/hyperledger/fabric-contract-api-go/v2/contractapi"
)

// Goods is the contract; each function hands its stub on.
type Goods struct {
	contractapi.Contract
}

type context = contractapi.TransactionContextInterface

func (*Goods) Put(c context, key, value string) error { return goods.Put(c.GetStub(), key, value) }

func (*Goods) Get(c context, key string) (string, error) { return goods.Get(c.GetStub(), key) }

func (*Goods) Remove(c context, key string) error { return goods.Remove(c.GetStub(), key) }

func (*Goods) Range(c context, first, last string) (string, error) {
	return goods.Range(c.GetStub(), first, last)
}

func (*Goods) Page(c context, first, last string, size int32, bookmark string) (string, error) {
	return goods.ReadPage(c.GetStub(), first, last, size, bookmark)
}

func (*Goods) Shelve(c context, shelf, place, value string) error {
	return goods.Shelve(c.GetStub(), shelf, place, value)
}

func (*Goods) Shelf(c context, shelf string) (string, error) { return goods.Shelf(c.GetStub(), shelf) }

func (*Goods) History(c context, key string) (string, error) { return goods.History(c.GetStub(), key) }

func (*Goods) Hide(c context, collection, key string) error {
	return goods.Hide(c.GetStub(), collection, key)
}

func (*Goods) Reveal(c context, collection, key string) (string, error) {
	return goods.Reveal(c.GetStub(), collection, key)
}

func (*Goods) Fingerprint(c context, collection, key string) (string, error) {
	return goods.Fingerprint(c.GetStub(), collection, key)
}

func (*Goods) Forget(c context, collection, key string) error {
	return goods.Forget(c.GetStub(), collection, key)
}

func (*Goods) HiddenRange(c context, collection, first, last string) (string, error) {
	return goods.HiddenRange(c.GetStub(), collection, first, last)
}

func (*Goods) Tell(c context) (string, error) { return goods.Tell(c.GetStub()) }

func (*Goods) Announce(c context, name, key, value string) error {
	return goods.Announce(c.GetStub(), name, key, value)
}

func (*Goods) Ask(c context, chaincode, list string) (string, error) {
	return goods.Ask(c.GetStub(), chaincode, list)
}

func (*Goods) Guard(c context, key, mspID string) error { return goods.Guard(c.GetStub(), key, mspID) }

func (*Goods) Guards(c context, key string) (string, error) { return goods.Guards(c.GetStub(), key) }

func (*Goods) Refuse(c context, text string) error { return goods.Refuse(c.GetStub(), text) }

func (*Goods) Wait(_ context, milliseconds int32) { goods.Wait(milliseconds) }

func (*Goods) Crash(_ context) { goods.Crash() }

func main() {
	chaincode, err := contractapi.NewChaincode(&Goods{contractapi.Contract{Name: "goods"}})
	if err != nil {
		log.Fatalf("the contract cannot be used: %v", err)
	}
	if err := chaincode.Start(); err != nil {
		log.Fatalf("the chaincode cannot be served: %v", err)
	}
}
